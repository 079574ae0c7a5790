"""What each line of an ignore file does to the context as it is now."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint import engine
from ctxlint.checks.ignore_syntax import is_bare
from ctxlint.context import Directory, File, Node, filter_context
from ctxlint.dockerignore import Directory as Position
from ctxlint.dockerignore import DockerIgnoreSpec, IgnoreLine, direct_matches, lines_of
from ctxlint.engine import Settings
from ctxlint.rulebook import Rule, rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service

_EXAMPLES = 3
_ABOUT_LINES = ("CTX401", "CTX402", "CTX403", "CTX404", "CTX408")


class LineFacts(Struct):
    """One pattern: what it matches by itself, with all that is below, and what becomes of it."""

    line: IgnoreLine
    matches: int = 0
    """The outermost paths that it matches."""
    examples: list[str] = field(default_factory=list)
    """The first of them; directories end in ``/``."""
    files: int = 0
    bytes: int = 0
    decided: int = 0
    """Files about which it has the last word."""
    others: Counter[int] = field(default_factory=Counter)
    """Line number -> files that it matches, and about which that line has the last word."""
    undone: Counter[int] = field(default_factory=Counter)
    """The same for later lines that turn its decision round."""
    is_artefact: bool = False
    """Whether it is a bare name of something that appears at any depth."""
    twins: list[str] = field(default_factory=list)
    """Paths of the same name deeper down that are sent; git would leave them out."""
    notes: list[str] = field(default_factory=list)
    """What rules say about it."""

    def note(self, path: str, *, is_directory: bool) -> None:
        """Count an outermost path."""
        self.matches += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(path + "/" * is_directory)

    def as_object(self) -> dict[str, object]:
        """Make an object for JSON."""
        return {
            "line": self.line.number,
            "text": self.line.text,
            "pattern": str(self.line),
            "matches": self.matches,
            "files": self.files,
            "bytes": self.bytes,
            "examples": self.examples,
            "decides": self.decided,
            "undone": [{"line": number, "files": files} for number, files in sorted(self.undone.items())],
            "let_through": self.twins,
            "notes": self.notes,
        }


class _Decision(Struct, frozen=True):
    """What the builder says about a path: its own decision, or that of a directory that it does not enter."""

    excluded: bool
    decider: int | None
    position: Position | None
    """What is known below; ``None`` where the builder does not look."""


class _Survey:
    """One walk of the whole context, excluded directories included."""

    def __init__(self, service: Service) -> None:
        self._matcher = service.ignore.matcher
        self.facts = [LineFacts(line) for line in service.ignore.lines]
        self._read = direct_matches(service.ignore.lines)
        self._bare = {index for index, item in enumerate(self.facts) if is_bare(item.line) and not item.line.negated}
        tree = filter_context(service.disk, DockerIgnoreSpec([])).tree
        root = _Decision(excluded=False, decider=None, position=self._matcher.root)
        waiting = [("", tree, root, frozenset[int]())]
        while waiting:
            prefix, here, decision, above = waiting.pop()
            for name, node in reversed(here.sorted()):
                path = prefix + name
                found = self._note(path, node, above)
                below = self._decide(decision, name, path)
                if prefix and not below.excluded:
                    self._note_twin(name, path + "/" * isinstance(node, Directory))
                if isinstance(node, Directory):
                    waiting.append((path + "/", node, below, found))
                else:
                    self._count(node, below, found)

    def _note(self, path: str, node: Node, above: frozenset[int]) -> frozenset[int]:
        matched = frozenset(self._read(path))
        for index in matched - above:
            self.facts[index].note(path, is_directory=isinstance(node, Directory))
        return matched | above

    def _note_twin(self, name: str, path: str) -> None:
        for index in self._bare.intersection(self._read(name)):
            self.facts[index].twins.append(path)

    def _decide(self, above: _Decision, name: str, path: str) -> _Decision:
        if above.position is None:
            return above
        visit = self._matcher.visit(above.position, name)
        if visit.excluded and not self._matcher.descends(path + "/"):
            return _Decision(visit.excluded, visit.decider, None)
        return _Decision(visit.excluded, visit.decider, self._matcher.enter(above.position, name, visit))

    def _count(self, node: Node, decision: _Decision, found: frozenset[int]) -> None:
        decider = decision.decider
        for index in found:
            facts = self.facts[index]
            facts.files += 1
            facts.bytes += node.size if isinstance(node, File) else 0
            if decider == index:
                facts.decided += 1
            elif decider is not None:
                number = self.facts[decider].line.number
                facts.others[number] += 1
                facts.undone[number] += decider > index and decision.excluded is facts.line.negated


def facts_of(service: Service) -> list[LineFacts]:
    """Tell about each pattern line, in order; raises :class:`CtxlintError` where the file is refused."""
    facts = _Survey(service).facts
    by_number = {item.line.number: item for item in facts}
    artefacts = direct_matches(lines_of(_rule("CTX402").options["artefacts"]))
    for item in facts:
        item.undone = +item.undone
        item.is_artefact = is_bare(item.line) and not item.line.negated and bool(artefacts(item.line.pattern))
    for number, message in _remarks(service):
        if number in by_number:
            by_number[number].notes.append(message)
    return facts


def _remarks(service: Service) -> Iterator[tuple[int, str]]:
    """What the rules about single lines say, whether or not they are selected."""
    chosen = [_rule(code) for code in _ABOUT_LINES]
    for finding in engine.run([service], chosen, Settings(select=_ABOUT_LINES)).findings:
        yield finding.location.line, finding.message + (f"; {finding.fix}" if finding.fix else "")


def _rule(code: str) -> Rule:
    return next(rule for rule in rules() if rule.code == code)
