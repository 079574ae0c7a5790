"""The services of a project under drafts of their ignore files, and what each of them comes to."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from ctxlint.context import Directory, transferred, walk
from ctxlint.errors import CtxlintError
from ctxlint.fixes.identity import Identity, identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxlint.analysis import Service
    from ctxlint.context import Node
    from ctxlint.engine import Report
    from ctxlint.model import Finding
    from ctxlint.workspace import Workspace


class Ask(Protocol):
    """What the rules say about one service, or one of them."""

    def __call__(self, service: Service, code: str | None = None) -> Report:
        """Ask them."""


class Outcome:
    """What one service comes to: its context, its image, its findings; each worked out when it is asked for."""

    def __init__(self, service: Service, ask: Ask) -> None:
        self.service = service
        self._ask = ask

    def _paths(self, tree: Directory) -> frozenset[str]:
        paths = (path for path, node in walk(tree) if not isinstance(node, Directory))
        return frozenset(map(self.service.path, paths))

    @cached_property
    def files(self) -> frozenset[str]:
        """The files of the context, relative to the project root; raises :class:`CtxlintError`."""
        return self._paths(self.service.filtered.tree)

    @cached_property
    def read(self) -> frozenset[str]:
        """Those that instructions read, whichever builder sends them; all when nobody can tell."""
        try:
            service = self.service
            if not service.builder.is_classic:
                return self._paths(service.transferred_tree)
            return self._paths(transferred(service.filtered.tree, service.disk, service.plan.context_paths))
        except CtxlintError:
            return self.files

    @cached_property
    def image(self) -> Mapping[str, Node]:
        """The files of the final image by path; raises :class:`CtxlintError`."""
        nodes = walk(self.service.image.tree, "/")
        return {path: node for path, node in nodes if not isinstance(node, Directory)}

    @cached_property
    def is_known(self) -> bool:
        """Whether the image can be told at all."""
        try:
            return self.image is not None
        except CtxlintError:
            return False

    @cached_property
    def modules(self) -> frozenset[tuple[str, str]]:
        """The modules that are reached, with their places."""
        reached = (item.reach.modules.items() for item in self.service.reached)
        return frozenset((name, module.path) for items in reached for name, module in items)

    @cached_property
    def failures(self) -> frozenset[tuple[int | None, str]]:
        """What stops the build, or a command in it."""
        build = self.service.build
        stops = {(failure.error.line, failure.error.message) for failure in build.failures}
        return frozenset(stops | {(None, lack.command) for lack in build.lacks})

    @cached_property
    def report(self) -> Report:
        """What the rules say."""
        return self._ask(self.service)

    @cached_property
    def findings(self) -> Mapping[Identity, Finding]:
        """The findings by what they are about."""
        return self._by_identity(self.report)

    def findings_of(self, code: str) -> Mapping[Identity, Finding]:
        """The same of one rule, without asking the others."""
        if "report" in vars(self):
            return self.findings
        return self._by_identity(self._ask(self.service, code))

    def _by_identity(self, report: Report) -> Mapping[Identity, Finding]:
        return {identity(finding, self.service): finding for finding in report.findings}

    @property
    def problems(self) -> frozenset[str]:
        """What cannot be told."""
        return frozenset(problem.message for problem in self.report.errors)

    def under(self, workspace: Workspace) -> Outcome:
        """The same service with the ignore files that are drafted in a workspace."""
        other = Outcome(self.service.under(workspace), self._ask)
        if not self.service.definition.named_contexts and other._transfers_like(self):
            other.service.like(self.service)
        return other

    def _transfers_like(self, other: Outcome) -> bool:
        try:
            mine, theirs = self.service.transferred_tree, other.service.transferred_tree
            return list(_nodes(mine)) == list(_nodes(theirs))
        except CtxlintError:
            return False


def _nodes(tree: Directory) -> Iterator[tuple[str, object]]:
    """All paths with what is there; of a directory, whether it is sent for itself."""
    for path, node in walk(tree):
        yield path, node.implied if isinstance(node, Directory) else node
