"""``COPY`` and ``ADD`` -> :class:`CopyStep`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.dockerfile.expand import Lexing, process_word
from ctxlint.dockerfile.instructions import Add, Copy, Heredoc, Word
from ctxlint.dockerfile.paths import destination
from ctxlint.dockerfile.references import check_digest
from ctxlint.dockerfile.remotes import kind_of
from ctxlint.dockerfile.settings import check_mode
from ctxlint.dockerfile.steps import ContextSource, CopyStep, ExpandedWord, PlannedHeredoc, SourceKind
from ctxlint.dockerfile.text import RefusalError
from ctxlint.paths import rooted

if TYPE_CHECKING:
    from ctxlint.dockerfile.graph import Origin, Task
    from ctxlint.dockerfile.state import Scene

_INLINE = Lexing(keep_quotes=True)


def copy_step(scene: Scene, task: Task, instruction: Copy | Add) -> CopyStep:
    """Plan a copy and note what it reads; raises :class:`RefusalError`."""
    origin = task.reads[0] if task.reads else None
    if origin is not None and not origin.precedes(scene.origin):
        label = scene.origin.label
        raise RefusalError(
            f'cannot copy from stage "{origin.label}", it needs to be defined before current stage "{label}"'
        )
    step = _expanded(scene, instruction, origin)
    _check(step)
    _note_reads(scene, step, origin)
    return step


def _expanded(scene: Scene, instruction: Copy | Add, origin: Origin | None) -> CopyStep:
    add = instruction if isinstance(instruction, Add) else None
    return CopyStep(
        instruction=instruction,
        chown=scene.word(instruction.chown),
        chmod=scene.word(instruction.chmod),
        checksum=scene.word(add.checksum) if add else "",
        source=origin.source if origin else ContextSource(),
        sources=tuple(_source(scene, word) for word in instruction.sources),
        destination=destination(scene.state.workdir, scene.word(instruction.destination)),
        destination_span=instruction.destination.span,
        heredocs=tuple(_heredoc(scene, heredoc) for heredoc in instruction.heredocs),
        excludes=tuple(word.text for word in instruction.excludes),
        parents=isinstance(instruction, Copy) and instruction.parents,
        link=instruction.link,
        is_add=add is not None,
        unpack=add.unpack if add else None,
        keep_git_dir=add.keep_git_dir if add else None,
    )


def _source(scene: Scene, word: Word) -> ExpandedWord:
    text = scene.expand(word.text)
    return ExpandedWord(text, word.span, kind_of(text))


def _heredoc(scene: Scene, heredoc: Heredoc) -> PlannedHeredoc:
    content = heredoc.body
    if heredoc.expand:
        content = process_word(content, scene.state.variables, _INLINE, scene.session.budget)
    return PlannedHeredoc(heredoc.name, content, heredoc.span)


def _check(step: CopyStep) -> None:
    check_mode(step.chmod)
    kinds = [source.kind for source in step.sources]
    if step.checksum:
        _check_checksum(step.checksum, kinds)
    if not step.is_add and SourceKind.GIT in kinds:
        raise RefusalError("source can't be a git ref for COPY")
    if not step.is_add and SourceKind.URL in kinds:
        raise RefusalError("source can't be a URL for COPY")


def _check_checksum(checksum: str, kinds: list[SourceKind]) -> None:
    if len(kinds) != 1:
        raise RefusalError("checksum can't be specified for multiple sources")
    if kinds[0] is SourceKind.PATH:
        raise RefusalError("checksum requires HTTP(S) or Git sources")
    if kinds[0] is SourceKind.URL:
        check_digest(checksum)


def _note_reads(scene: Scene, step: CopyStep, origin: Origin | None) -> None:
    if origin is not None:
        origin.used.update(rooted(source.text) for source in step.sources)
        return
    asked = [source.text for source in step.sources if source.kind is SourceKind.PATH]
    scene.session.context_paths.update(map(rooted, asked))
    scene.session.reads_context |= bool(asked)
