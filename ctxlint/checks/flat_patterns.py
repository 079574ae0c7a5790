"""Bare names that their author may have meant as in a gitignore file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.ignore_syntax import is_bare, line_location
from ctxlint.checks.sent import Weight, weigh
from ctxlint.checks.sizes import count_text, size_text
from ctxlint.context import Directory, File, lookup, walk
from ctxlint.dockerignore import IgnoreLine, Matcher, Visit, direct_matches, matcher_of
from ctxlint.model import Action, Hit, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service


class FlatPatterns(Check, frozen=True):
    """Bare names that recurse in a gitignore file, but match at the root of the context only."""

    artefacts: tuple[str, ...] = ()
    """Names (globs) whose nested twins nobody wants; others count only where version control does not know them."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """Bare names with a twin deeper in the filtered context."""
        lines = [line for line in service.ignore.lines if not line.negated and is_bare(line)]
        artefacts = matcher_of(self.artefacts)
        twins = service.shared.once(("twins", self.artefacts), lambda: self._twins(service, lines, artefacts))
        for number, paths in sorted(twins.items()):
            weights = [_weigh(service, path) for path in paths]
            values = {
                "pattern": str(lines[number]),
                "twin": service.path(paths[0]),
                "more": _more(len(paths) - 1),
                "files": count_text(sum(weight.files for weight in weights), "file"),
                "size": size_text(sum(weight.bytes for weight in weights)),
            }
            every = tuple(service.path(path).rstrip("/") for path in paths)
            deeper = "**/" + lines[number].text.strip().removeprefix("./")
            sure = all(artefacts.visit(artefacts.root, path.rpartition("/")[2]).excluded for path in every)
            remedy = Remedy(Action.REWRITE, every, lines[number].number, (deeper,), sure=sure)
            yield Hit(line_location(service, lines[number]), values, paths=every, remedy=remedy)

    def _twins(self, service: Service, lines: Sequence[IgnoreLine], artefacts: Matcher) -> dict[int, list[str]]:
        """The paths that each line would match if it were recursive, by the line's number."""
        twins: dict[int, list[str]] = {}
        read = direct_matches(lines)
        for path, node in walk(service.filtered.tree) if lines else ():
            is_implied = isinstance(node, Directory) and node.implied
            _, slash, name = path.rpartition("/")
            for number in read(name) if slash and not is_implied else ():
                if self._is_unwanted(service, path, artefacts.visit(artefacts.root, name)):
                    twins.setdefault(number, []).append(path + "/" * isinstance(node, Directory))
        return twins

    @staticmethod
    def _is_unwanted(service: Service, path: str, artefact: Visit) -> bool:
        """What nobody tracks, right below what people work in: not in ``.git``, nor in what was installed."""
        version_control = service.workspace.version_control
        if version_control.known:
            above = path.rpartition("/")[0]
            return version_control.tracks(service.path(above)) and not version_control.tracks(service.path(path))
        return artefact.excluded


def _weigh(service: Service, path: str) -> Weight:
    """The weight of what is at a path of the context."""
    node = lookup(service.filtered.tree, path.rstrip("/"))
    if isinstance(node, Directory):
        return weigh(node)
    return Weight(1, node.size if isinstance(node, File) else 0)


def _more(count: int) -> str:
    return f" and {count_text(count, 'other')}" if count else ""
