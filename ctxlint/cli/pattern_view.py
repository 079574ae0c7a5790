"""The ignore file, with what each line does below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.sizes import count_text, listing, size_text
from ctxlint.cli.context_views import View
from ctxlint.reporters.lines import Line, Piece, Style, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxlint.cli.pattern_facts import LineFacts


class PatternsView(View, frozen=True):
    """Every line of the file; patterns are annotated."""

    file: str | None
    texts: Sequence[str]
    facts: Sequence[LineFacts]

    def text(self) -> Iterator[Line]:
        """Write the file with its line numbers."""
        if self.file is None:
            yield line("The builder reads no ignore file for this service.")
            return
        by_number = {item.line.number: item for item in self.facts}
        width = len(str(len(self.texts)))
        for number, text in enumerate(self.texts, start=1):
            yield line(Piece(f"{number:>{width}} | ", Style.FAINT), Piece(text, Style.STRONG))
            for sentence in sentences(by_number[number]) if number in by_number else ():
                yield line(Piece(" " * width + " |   ", Style.FAINT), sentence)

    def data(self) -> Mapping[str, object]:
        """Give what is known of each pattern."""
        return {"patterns": [item.as_object() for item in self.facts]}


def sentences(item: LineFacts) -> Iterator[str]:
    """Tell what a line does, what becomes of it, and what its author may have meant."""
    if not item.matches:
        if not item.notes:
            yield "matches nothing here"
    else:
        rest = item.matches - len(item.examples)
        more = f" and {count_text(rest, 'other')}" if rest else ""
        yield f"matches {', '.join(item.examples)}{more}: {count_text(item.files, 'file')}, {size_text(item.bytes)}"
        yield from _outcome(item)
    yield from item.notes
    yield from _dialect(item)


def _dialect(item: LineFacts) -> Iterator[str]:
    """Tell where the line looks as if it were written for git."""
    pattern = item.line.pattern
    if item.line.text.lstrip(" !").startswith("/"):
        yield "the slash in front changes nothing: every pattern starts at the root of the context"
    if (item.is_artefact or item.twins) and not item.notes:
        more = f" and {count_text(len(item.twins) - 1, 'other')}" if item.twins[1:] else ""
        through = f", and lets {item.twins[0]}{more} through" if item.twins else ""
        yield f'means the root of the context only{through}; "**/{pattern}" means any depth, as in .gitignore'
    if item.line.negated and pattern.endswith("/**"):
        yield f'brings back what "!{pattern.removesuffix("/**")}" brings back'


def _outcome(item: LineFacts) -> Iterator[str]:
    verb = "brings back" if item.line.negated else "keeps out"
    if item.files and not item.decided:
        lines = listing([_numbered(number) for number in sorted(item.others)])
        yield f"does nothing{f': {lines} has the last word' if item.others else ''}"
    elif item.decided < item.files:
        yield f"{verb} {count_text(item.decided, 'file')} of them"
    for number, files in sorted(item.undone.items()):
        again = "keeps out again" if item.line.negated else "brings back"
        yield f"{_numbered(number)} {again} {count_text(files, 'file')}"


def _numbered(number: int) -> str:
    return f"line {number}"


def lines_in(data: str) -> list[str]:
    """The lines of a file as people count them, without their ends."""
    return data.removeprefix("\ufeff").removesuffix("\n").replace("\r\n", "\n").split("\n")
