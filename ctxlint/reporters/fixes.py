"""What was done about findings, what could be done, and what is left to people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxlint.checks.sizes import count_text, size_text
from ctxlint.reporters.concise import services_text
from ctxlint.reporters.lines import BLANK, Line, Piece, Style, line
from ctxlint.reporters.merged import merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxlint.fixes import Fixed, Minimum, Repairs
    from ctxlint.fixes.minimal import Size
    from ctxlint.model import Change


def render_fixes(repairs: Repairs, *, quiet: bool = False) -> Iterator[Line]:
    """The edits, then what needs a word of the user; with ``quiet`` only the edits."""
    for fixed in repairs.fixed:
        yield from _edit(fixed)
    if quiet:
        return
    if repairs.unsafe:
        yield line(
            Piece("with --unsafe-fixes, because an image may notice, or an author may have meant it:", Style.STRONG)
        )
        yield BLANK
    for fixed in repairs.unsafe:
        yield from _edit(fixed)
    yield from render_advice(repairs)


def fixes_summary(repairs: Repairs, *, done: bool) -> Line:
    """One line about all of it."""
    count = _count(repairs.fixed)
    words = [f"{count_text(count, 'finding')} {'fixed' if done else 'can be fixed'}"]
    if repairs.fixed:
        words[0] += f" by {count_text(len(repairs.fixed), 'edit')} in {count_text(len(repairs.drafts), 'file')}"
    if repairs.unsafe:
        words.append(f"{_count(repairs.unsafe)} more with --unsafe-fixes")
    if repairs.advice:
        words.append(f"{len(merged(each.finding for each in repairs.advice))} left to you")
    return line("; ".join(words))


def render_minima(minima: Iterable[Minimum], *, done: bool) -> Iterator[Line]:
    """What each ignore file lets through, before and after."""
    for each in minima:
        place, services = Piece(each.file, Style.PLACE), Piece(services_text(each.services), Style.FAINT)
        if each.draft is None:
            yield line(place, ": left as it is, because ", each.reason, " ", services, hang=2)
            continue
        words = " now lets " if done else " would let "
        yield line(place, words, f"{_size(each.after)} through, not {_size(each.before)} ", services, hang=2)


def _size(size: Size) -> str:
    return f"{count_text(size.files, 'file')} ({size_text(size.bytes)})"


def _count(edits: Sequence[Fixed]) -> int:
    """How many findings go, each counted once for all services that have it."""
    return len(merged(dict.fromkeys(finding for fixed in edits for finding in fixed.findings)))


def _edit(fixed: Fixed) -> Iterator[Line]:
    counts = Counter((shared.finding.code, shared.finding.name) for shared in merged(fixed.findings))
    names = ", ".join(f"{code} {name}" + (f" ({n})" if n > 1 else "") for (code, name), n in sorted(counts.items()))
    services = services_text(tuple(dict.fromkeys(finding.service for finding in fixed.findings)))
    for each in (fixed.edit, *fixed.edit.also):
        yield from (changed for change in each.changes for changed in _change(each.file, change))
    yield line("  ", Piece("fixes ", Style.HELP), names, " ", Piece(services, Style.FAINT), hang=4)
    yield BLANK


def _change(file: str, change: Change) -> Iterator[Line]:
    yield line(Piece(f"{file}:{change.line}", Style.PLACE))
    stays = change.new[: len(change.old)] == change.old
    yield from (line(Piece(f"  - {text}", Style.ERROR)) for text in change.old if not stays)
    added = change.new[len(change.old) :] if stays else change.new
    yield from (line(Piece(f"  + {text}" if text else "  +", Style.HELP)) for text in added)


def render_advice(repairs: Repairs) -> Iterator[Line]:
    """What is left to people, and why."""
    reasons = {each.finding: each.reason for each in repairs.advice}
    for shared in merged(reasons):
        finding = shared.finding
        head = Piece(f"left to you: {finding.code} {finding.name}: ", Style.WARNING)
        yield line(head, finding.message, " ", Piece(services_text(shared.services), Style.FAINT), hang=2)
        if reasons[finding]:
            yield line("  = no edit was proven: ", reasons[finding], hang=4)
        if finding.fix:
            yield line("  ", Piece("= help: ", Style.HELP), finding.fix, hang=4)
        yield BLANK
