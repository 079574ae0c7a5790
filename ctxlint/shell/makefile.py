"""Makefiles: variables and rules, as far as they are plain text; make is not run.

Sources: the GNU make manual, "How to Use Variables", "Conditional Parts of Makefiles", "Writing Recipes in Rules".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from ctxlint.shell.make_expansion import Expansion
from ctxlint.shell.unknown import unknown
from ctxlint.shell.words import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

NAMES = ("GNUmakefile", "makefile", "Makefile")
"""In this order, as make looks for them."""
VALUED = names("-C --directory -f --file --makefile -j --jobs -l --load-average -o --old-file -W --what-if -I")
"""The options of make that take a value."""
_MAX_DEPTH = 8
_MAX_TARGETS = 200


class Line(NamedTuple):
    """A line of a recipe, without the marks in front of it; references are not replaced."""

    number: int
    """From 1; in the file that was included, if one was."""
    text: str
    conditional: bool = False
    """It stands between ``ifdef`` and ``endif``, or the like."""
    forgiven: bool = False
    """Make goes on when it fails."""


class Rule(Struct):
    """What a target needs, and its recipe."""

    needs: list[str] = field(default_factory=list)
    recipe: list[Line] = field(default_factory=list)


class Values(Struct, frozen=True):
    """What variables are besides those of the file, the strongest first."""

    given: Mapping[str, str] = {}
    """On the command line: stronger than the file."""
    environment: Mapping[str, str] = {}
    """Weaker than the file, but for ``?=``."""
    absent: Callable[[str], str] = unknown
    """What a variable is that is nowhere."""
    directory: str = "$PWD"
    """Where make runs, as the shell of a recipe understands it."""


class Makefile(Struct):
    """Variables and rules by name. A variable of a condition is unknown."""

    variables: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    """Those of ``?=``."""
    rules: dict[str, Rule] = field(default_factory=dict)
    has_conditions: bool = False

    @property
    def first(self) -> list[str]:
        """The target that is made when none is named."""
        return [name for name in self.rules if not name.startswith(".")][:1]

    @property
    def has_patterns(self) -> bool:
        """Whether there are rules for names that are not written down."""
        return any("%" in name or name in (".SUFFIXES", ".DEFAULT") for name in self.rules)

    def is_phony(self, name: str) -> bool:
        """Whether a target is no file."""
        return ".PHONY" in self.rules and name in self.rules[".PHONY"].needs

    def order(self, targets: Iterable[str], values: Values) -> list[tuple[str, Rule | None]]:
        """What is made, each once: what a target needs before itself; no rule for a file that has to be there."""
        found: dict[str, Rule | None] = {}
        self._visit(targets, values, found, set())
        return list(found.items())

    def _visit(
        self, targets: Iterable[str], values: Values, found: dict[str, Rule | None], seen: set[str], depth: int = 0
    ) -> None:
        for name in targets:
            if name in seen or depth > _MAX_DEPTH or len(seen) > _MAX_TARGETS:
                continue
            seen.add(name)
            rule = self.rules.get(name)
            needs = [self.expanded(need, values, name) for need in rule.needs if need != "|"] if rule else []
            self._visit([each for need in needs for each in need.split()], values, found, seen, depth + 1)
            found[name] = rule

    def scripts(self, rule: Rule) -> list[Line]:
        """What each shell of a recipe is given: a line, or all of them."""
        if ".ONESHELL" not in self.rules or not rule.recipe:
            return rule.recipe
        return [rule.recipe[0]._replace(text="\n".join(line.text for line in rule.recipe))]

    def expanded(self, text: str, values: Values, target: str = "") -> str:
        """A text with its references replaced; what needs a function, or make itself, stays unknown."""
        return Expansion(self, values, target).text(text)
