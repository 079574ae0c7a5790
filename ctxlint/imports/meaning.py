"""What an import comes to: the modules that it loads, and the first part of a name that the image lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.context import File
from ctxlint.imports.finder import Module, is_standard
from ctxlint.imports.resolution import absolute, package_of, prefixes
from ctxlint.imports.values import Import, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.imports.resolution import Resolver


class Answer(Struct):
    """What an import of a name comes to: the first part that the image lacks, and the modules that it loads."""

    wanted: str
    lacking: str | None
    loaded: tuple[Module, ...]


class Meanings:
    """Answers about imports, each worked out once."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._answers: dict[str, Answer] = {}
        self._known: dict[tuple[object, ...], tuple[Answer, ...]] = {}

    def of(self, found: Import, importer: Module) -> tuple[Answer, ...]:
        """The modules that an import loads or lacks; what neither tree has is left out."""
        package = package_of(importer) if found.level else ""
        key = (found.module, found.names, found.level, package, found.tail, found.whole_package)
        if (meant := self._known.get(key)) is None:
            answers = map(self._answer, self._resolver.wanted(found, importer))
            meant = self._known[key] = tuple(answer for answer in answers if answer.lacking or answer.loaded)
        return meant

    def _answer(self, wanted: str) -> Answer:
        if (answer := self._answers.get(wanted)) is None:
            loaded = tuple(self._loaded(wanted))
            answer = self._answers[wanted] = Answer(wanted, self.lacking(wanted), loaded)
        return answer

    def lacking(self, wanted: str) -> str | None:
        """The first part of a name that the image lacks."""
        return self._resolver.first_missing(wanted) or self._resolver.first_miscased(wanted)

    def theirs(self, module: str) -> Module | None:
        """The module as the repository has it, be it by other capital letters."""
        return self._resolver.repository.find(module) or self._resolver.repository.twin(module)

    def kind(self, found: Import, importer: Module) -> Kind:
        """A fallback counts in full only where what it stands in for is known to be missing."""
        first = (absolute(module, level, package_of(importer)) for level, module in found.instead_of)
        if not found.instead_of or any(self._resolver.first_missing(module) for module in first if module):
            return found.kind
        return found.kind.through(Kind.OPTIONAL)

    def _loaded(self, wanted: str) -> Iterator[Module]:
        for prefix in prefixes(wanted):
            module = self._resolver.image.find(prefix)
            if module is None or is_standard(prefix, module):
                return
            if module.file:
                yield module

    def is_doubtful(self, lacking: str, wanted: str, found: Import, *, own: bool) -> bool:
        """Whether a name may come from elsewhere; ``own`` says that it is of the importer's own package."""
        package, _, name = wanted.rpartition(".")
        by_name = lacking == wanted and name in found.names
        return (not own and self._resolver.is_doubtful(lacking)) or (by_name and self._resolver.is_open(package))

    def means_another(self, lacking: str, importer: File) -> bool:
        """Whether the importer lies in the very directory that a bare top-level name means here."""
        repository = self._resolver.repository
        top = repository.find(lacking.partition(".")[0])
        if top is None or not top.namespace:
            return False
        names = importer.path.strip("/").split("/")
        tails = ("/".join(names[at:]) for at in range(len(names)))
        nodes = (repository.at(f"{top.path}/{tail}") for tail in tails)
        return any(isinstance(node, File) and node.path == importer.path for node in nodes)
