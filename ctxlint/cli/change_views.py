"""A comparison as text, Markdown and JSON."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.checks.sizes import count_text, size_text
from ctxlint.cli.changes import Change, Comparison, ServiceChange, SetChange, outermost
from ctxlint.reporters.json_format import VERSION, error_object, json_lines
from ctxlint.reporters.lines import BLANK, Line, Piece, Style, line, printable
from ctxlint.reporters.markdown import code
from ctxlint.reporters.table import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ctxlint.cli.items import Totals

MAX_ROWS = 10
"""So many entries of each kind are named for a set; the largest."""
_SIGNS = {"+": Style.ERROR, "-": Style.HELP, "~": Style.WARNING}


class Budget(Struct, frozen=True):
    """How much a set may grow, and against what."""

    revision: str
    max_growth: int | None = None

    def exceeded(self, change: SetChange) -> bool:
        """Whether a set grows by more."""
        return self.max_growth is not None and change.growth > self.max_growth

    def failures(self, comparison: Comparison) -> list[str]:
        """One sentence for each set that grows by more."""
        return [
            f"the {kind} of {service.name} grows by {size_text(change.growth)}, the budget is "
            f"{size_text(self.max_growth or 0)}"
            for service in comparison.services
            for kind, change in service.sets.items()
            if self.exceeded(change)
        ]


def signed(size: int) -> str:
    """``+1.2 kB``, ``-3 B``, ``+0 B``."""
    return ("-" if size < 0 else "+") + size_text(abs(size))


class Row(Struct, frozen=True):
    """A file, or a directory that enters or leaves as a whole."""

    sign: str
    path: str
    files: int
    growth: int


def rows(change: SetChange) -> Iterator[Row]:
    """The largest entries of each kind, with directories that are wholly new or gone named once."""
    kinds = (("+", change.entered, change.old_directories), ("-", change.left, change.new_directories))
    for sign, changes, known in kinds:
        groups: defaultdict[str, list[Change]] = defaultdict(list)
        for one in changes:
            groups[outermost(one.path, known)].append(one)
        yield from _largest(
            Row(sign, path, len(ones), sum(one.growth for one in ones)) for path, ones in groups.items()
        )
    yield from _largest(Row("~", one.path, 1, one.growth) for one in change.resized)


def _largest(found: Iterable[Row]) -> list[Row]:
    ordered = sorted(found, key=lambda row: (-abs(row.growth), row.path))
    rest = ordered[MAX_ROWS:]
    if not rest:
        return ordered
    files = sum(row.files for row in rest)
    return [*ordered[:MAX_ROWS], Row(rest[0].sign, f"{len(rest)} more", files, sum(row.growth for row in rest))]


def text_view(comparison: Comparison, budget: Budget) -> Iterator[Line]:
    """Each service with its sets, and in them what enters, leaves and changes its size."""
    for service in comparison.services:
        yield from _text_of(service, comparison.repeats, budget)
    if comparison.left_out.files:
        count, size = count_text(comparison.left_out.files, "file"), size_text(comparison.left_out.bytes)
        yield line(Piece(f"not compared: {count} ({size}) that git ignores", Style.FAINT))
    if not comparison.services and not comparison.errors:
        yield line("no service was found, neither here nor there")
    for sentence in budget.failures(comparison):
        yield line(Piece("over budget: ", Style.ERROR), sentence)


def _text_of(service: ServiceChange, repeats: Mapping[tuple[str, str], str], budget: Budget) -> Iterator[Line]:
    state = "" if service.state == "kept" else f" ({service.state})"
    if service.sets and not any(change.changes for change in service.sets.values()):
        yield line(Piece(service.name, Style.STRONG), f"{state}  no change")
        return
    yield line(Piece(service.name, Style.STRONG), state)
    for kind, change in service.sets.items():
        if not change.changes:
            yield line(f"  {kind}: {_files(change.after)}, no change")
            continue
        style = Style.ERROR if budget.exceeded(change) else Style.STRONG
        same = repeats.get((service.name, kind))
        yield line(
            f"  {kind}: {_both(change)}, ", Piece(signed(change.growth), style), f", as in {same}" if same else ""
        )
        if not same:
            yield from table([_cells(row) for row in rows(change)], right=frozenset({2, 3}))
    yield BLANK


def _cells(row: Row) -> list[list[Piece]]:
    files = count_text(row.files, "file") if row.files > 1 else ""
    return [
        [Piece(f"    {row.sign}", _SIGNS[row.sign])],
        [Piece(row.path)],
        [Piece(files)],
        [Piece(signed(row.growth))],
    ]


def _both(change: SetChange) -> str:
    return f"{_files(change.before)} -> {_files(change.after)}"


def _files(found: Totals) -> str:
    return f"{count_text(found.files, 'file')} ({size_text(found.bytes)})"


def markdown_view(comparison: Comparison, budget: Budget) -> Iterator[Line]:
    """A table of the services that change, and the entries of each, folded."""
    failures = budget.failures(comparison)
    yield line(f"### ctxlint: images and contexts since {code(budget.revision)}")
    yield BLANK
    for sentence in failures:
        yield line(f"- **over budget** {code(sentence)}")
    for error in comparison.errors:
        yield line(f"- **could not tell** {code(str(error))}")
    if failures or comparison.errors:
        yield BLANK
    changed = [one for one in comparison.services if any(change.changes for change in one.sets.values())]
    if not changed:
        yield line("No file enters or leaves.")
        return
    yield line("| service | | files | size | growth |")
    yield line("|---|---|---:|---:|---:|")
    for service in changed:
        yield from _markdown_rows(service, budget)
    for service in changed:
        yield from _markdown_details(service, comparison.repeats)


def _markdown_rows(service: ServiceChange, budget: Budget) -> Iterator[Line]:
    state = "" if service.state == "kept" else f" ({service.state})"
    for kind, change in service.sets.items():
        growth = f"**{signed(change.growth)}**" if budget.exceeded(change) else signed(change.growth)
        files = f"{change.before.files} → {change.after.files}"
        sizes = f"{size_text(change.before.bytes)} → {size_text(change.after.bytes)}"
        yield line(f"| {code(service.name)}{state} | {kind} | {files} | {sizes} | {growth} |")


def _markdown_details(service: ServiceChange, repeats: Mapping[tuple[str, str], str]) -> Iterator[Line]:
    """The entries of a service, but for those that another one has shown."""
    for kind, change in service.sets.items():
        if change.changes and (service.name, kind) not in repeats:
            same = [name for (name, other), first in repeats.items() if (other, first) == (kind, service.name)]
            names = ", ".join(f"<code>{escape(printable(name))}</code>" for name in (service.name, *same))
            yield BLANK
            yield line(f"<details><summary>{kind} of {names}</summary>")
            yield BLANK
            for row in rows(change):
                files = f" ({count_text(row.files, 'file')})" if row.files > 1 else ""
                yield line(f"- `{row.sign}` {code(row.path)}{files} {signed(row.growth)}")
            yield BLANK
            yield line("</details>")


def json_view(comparison: Comparison, budget: Budget) -> Iterator[Line]:
    """Every file; ``docs/json.md`` says what the keys mean."""
    whole: dict[str, object] = {
        "version": VERSION,
        "revision": budget.revision,
        "max_growth": budget.max_growth,
        "services": [_service_object(service, budget) for service in comparison.services],
        "errors": [error_object(error) for error in comparison.errors],
    }
    yield from json_lines(whole)


def _service_object(service: ServiceChange, budget: Budget) -> dict[str, object]:
    sets = {kind: _set_object(service.sets.get(kind), budget) for kind in ("context", "image")}
    return {"name": service.name, "state": service.state, **sets}


def _set_object(change: SetChange | None, budget: Budget) -> dict[str, object] | None:
    if change is None:
        return None
    return {
        "before": {"files": change.before.files, "bytes": change.before.bytes},
        "after": {"files": change.after.files, "bytes": change.after.bytes},
        "growth": change.growth,
        "over_budget": budget.exceeded(change),
        "entered": [{"path": one.path, "bytes": one.after} for one in change.entered],
        "left": [{"path": one.path, "bytes": one.before} for one in change.left],
        "resized": [{"path": one.path, "before": one.before, "after": one.after} for one in change.resized],
    }


VIEWS: Mapping[str, Callable[[Comparison, Budget], Iterator[Line]]] = {
    "text": text_view,
    "markdown": markdown_view,
    "json": json_view,
}
