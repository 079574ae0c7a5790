"""``make target``: the recipes of a Makefile, as far as they are plain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.shell.make_reading import read_makefile
from ctxlint.shell.makefile import NAMES, VALUED, Values
from ctxlint.shell.syntax import ASSIGNMENT
from ctxlint.shell.words import sort_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome


def run_make(call: Call) -> Iterator[Outcome]:
    """What a target runs, after what it needs; the first one when none is named."""
    words = sort_words(call.arguments, valued=VALUED)
    inside = call.inside(words.value("-C", "--directory"))
    file = words.value("-f", "--file", "--makefile")
    file = file or next((name for name in NAMES if inside.files.is_file(inside.path(name))), "Makefile")
    text = inside.files.text(inside.path(file))
    if text is None:
        yield inside.lost(inside.path(file), "program")
        return
    makefile = read_makefile(text, lambda path: inside.files.text(inside.path(path)))
    optional = inside.situation.optional or makefile.has_conditions
    given = {match["name"]: word[match.end() :] for word in words.positional if (match := ASSIGNMENT.match(word))}
    targets = [word for word in words.positional if not ASSIGNMENT.match(word)]
    values = Values(given, inside.situation.environment, lambda _: "", inside.cwd)
    for name, rule in makefile.order(targets or makefile.first, values):
        for line in makefile.scripts(rule) if rule else ():
            command = makefile.expanded(line.text, values, name)
            yield inside.again(("sh", "-c", command), replace(inside.situation, optional=optional))
