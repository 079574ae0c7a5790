"""What a real build and container have shown of a service, in a row of a table and as an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import to_builtins

from ctxlint.checks.sizes import count_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.observation import Import, Observation


def observed_cells(seen: Observation) -> tuple[str, str, str]:
    """What was run, how much of it worked, and what took longest."""
    if seen.problem:
        return "not looked at", "", ""
    if seen.build:
        return "build failed", "", ""
    if seen.command:
        return "verify-command", f"exit code {seen.command.code}", ""
    if seen.python is None:
        return "no Python in the image", "nothing to import", ""
    if not seen.imports:
        return f"Python {seen.python}", "nothing to import", ""
    slowest = max(seen.succeeded, key=lambda each: each.seconds, default=None)
    shown = f"slowest {slowest.module} ({_time(slowest.seconds)})" if slowest else ""
    return f"Python {seen.python}", ", ".join(_counts(seen)), shown


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _counts(seen: Observation) -> Iterator[str]:
    yield f"{count_text(len(seen.succeeded), 'module')} imported"
    if seen.failed:
        yield f"{len(seen.failed):,} failed"
    if skipped := sum(each.skipped for each in seen.imports):
        yield f"{skipped:,} not tried"
    if seen.compared is not None:
        yield f"{count_text(seen.compared, 'file')} compared"


def observed_object(seen: Observation) -> dict[str, object]:
    """The same for programs."""
    return {
        "image": seen.image,
        "python": seen.python,
        "imports": [_import(each) for each in seen.imports],
        "command": to_builtins(seen.command) if seen.command else None,
        "compared_files": seen.compared,
        "differences": [to_builtins(each) for each in seen.differences],
    }


def _import(each: Import) -> dict[str, object]:
    return {
        "module": each.module,
        "result": "skipped" if each.skipped else "failed" if each.failure else "imported",
        "seconds": round(each.seconds, 3),
        "loaded": each.loaded,
        "reason": each.failure.trouble.value if each.failure else None,
        "words": each.failure.words if each.failure else None,
        "optional": each.guarded,
    }
