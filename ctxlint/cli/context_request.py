"""Which options of ``ctxlint context`` go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import click

from ctxlint.cli.context_answer import Content, Form, Request
from ctxlint.cli.items import Which

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Given(TypedDict):
    """The words of the command line."""

    service: str | None
    project: Path
    which: str | None
    depth: int
    list_: bool
    null: bool
    json: bool
    make: bool
    excluded: bool
    patterns: bool
    top: int | None
    by: str | None
    builder: str | None
    config: Path | None
    no_color: bool
    quiet: bool


_PATHS_ONLY = ("--list", "--null")


def request_of(given: Given) -> Request:
    """Read the options; raises :class:`click.UsageError` for two that contradict each other."""
    contents = {
        "--excluded": (given["excluded"], Content.EXCLUDED),
        "--patterns": (given["patterns"], Content.PATTERNS),
        "--top": (given["top"], Content.TOP),
        "--by": (given["by"], Content.EXTENSIONS),
        "--make": (given["make"], Content.MAKE),
    }
    forms = {
        "--list": (given["list_"], Form.LIST),
        "--null": (given["null"], Form.NULL),
        "--json": (given["json"], Form.JSON),
    }
    content, form = _only(contents), _only(forms)
    if (content in ("--top", "--by", "--patterns") and form in _PATHS_ONLY) or (content == "--make" and form):
        raise click.UsageError(f"{content} and {form} do not go together.")
    return Request(
        content=contents[content][1] if content else Content.FILES,
        form=forms[form][1] if form else Form.TEXT,
        which=_which(given["which"], content),
        depth=given["depth"],
        number=given["top"] or 0,
    )


def _only(options: Mapping[str, tuple[object, object]]) -> str | None:
    """Give the one option that was used, if any."""
    used = [name for name, (value, _) in options.items() if value]
    if len(used) > 1:
        raise click.UsageError(f"{used[0]} and {used[1]} do not go together.")
    return used[0] if used else None


def _which(word: str | None, content: str | None) -> Which:
    if word is None:
        return Which.TRANSFERRED if content == "--make" else Which.FILTERED
    which = Which(word)
    if content in ("--excluded", "--patterns") or (content == "--make" and which is Which.IMAGE):
        raise click.UsageError(f"{content} and --set {word} do not go together.")
    return which
