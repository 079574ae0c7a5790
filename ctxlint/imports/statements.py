"""Import statements by their looks, without a syntax tree."""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from ctxlint.imports.values import Import, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = r"(?:[ \t\f]|\\(?:\r\n?|\n))*+"
_WORD = r"(?!(?:from|import|as)(?!\w))[A-Za-z_]\w*+"
_DOTTED = rf"{_WORD}(?:{_BLANK}\.{_BLANK}{_WORD})*+"
_ALIAS = rf"(?:{_BLANK}as(?!\w){_BLANK}{_WORD})?+"


def _listed(item: str) -> str:
    return rf"{item}{_ALIAS}(?:{_BLANK},{_BLANK}{item}{_ALIAS})*+"


def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode(), re.DOTALL)


# What every import statement has: a search for plain text is by far the fastest.
_ANCHOR = re.compile(rb"import(?!\w)")
# How nearly all of them are written: on lines of their own, without comments inside.
_USUAL = _compiled(
    r"[ \t\f]*+()(?:from[ \t]++(?P<module>\.*+[\w.]*+)[ \t]++)?import[ \t]++"
    r"(?:\((?P<several>[\w\s,]*+)\)[ \t]*+|(?P<names>(?:[\w,]++|\.(?=\w)|[ \t]++(?!\.))++|\*)[ \t]*+)(?=[\r\n#]|\Z)"
)
_KEYWORD = _compiled(r"(?:[\n\r;:]|\A(?:\xef\xbb\xbf)?)[ \t\f]*+(from|import)(?!\w)")
_STATEMENTS = {
    b"import": rf"(?P<anchor>import){_BLANK}(?P<modules>{_listed(_DOTTED)})",
    b"from": rf"from(?P<module>(?:\.|[ \t\f]|\\(?:\r\n?|\n))*+(?:{_DOTTED})?+){_BLANK}(?P<anchor>import)(?!\w){_BLANK}"
    rf"(?:\((?P<several>(?:[\w\s,\\]++|#[^\r\n]*+)*+)|(?P<star>\*)|(?P<names>{_listed(_WORD)}))",
}
_REST = _compiled(r"(?:[^\r\n\\;#]|\\(?:\r\n?|.))*+")
_NOISE = _compiled(r"#[^\r\n]*|[\s\\]+")
_CONTINUES = (b"\\\n", b"\\\r\n")
# How often a byte may be read again before the exact scan is the cheaper one: only hostile sources get there.
_PATIENCE = 4
# So many bytes into a line nothing usual stands any more.
_FAR = 300
# How far above an import the block is looked for that it stands in, in bytes.
_LOOK_BACK = 2_000

_Found = list[tuple[int, Import]]


def statements(source: bytes) -> _Found | None:
    """What seem to be import statements, each with its offset; ``None`` where only a syntax tree can tell."""
    imports: _Found = []
    unusual: list[tuple[int, int]] = []
    patience, done = _PATIENCE * len(source), 0
    for anchor in _ANCHOR.finditer(source):
        at = anchor.start()
        if at < done:
            continue
        start = source.rfind(b"\n", 0, at) + 1
        patience -= at - start
        if patience < 0:
            return None
        usual = _USUAL.match(source, start) if at - start < _FAR else None
        if usual and usual.end() > at and not source.endswith(_CONTINUES, 0, start):
            offset, done = usual.start(1), usual.end()
            for wanted in _usual(usual):
                imports.append((offset, wanted))
        else:
            unusual.append((start, at))
    rest = _unusual(source, unusual) if unusual else imports[:0]
    return None if rest is None else sorted([*imports, *rest], key=itemgetter(0)) if rest else imports


def _usual(statement: re.Match[bytes]) -> list[Import]:
    _, dotted, several, listed = statement.groups()
    text = (several or listed or b"").decode()
    names = (text,) if text.isidentifier() else tuple([words[0] for item in text.split(",") if (words := item.split())])
    if dotted is None:
        return list(map(Import, names))
    text = dotted.decode()
    module = text.lstrip(".")
    return [Import(module, names, len(text) - len(module))]


@cache
def _statement(keyword: bytes) -> re.Pattern[bytes]:
    # Compiled when it is needed: it takes longer than reading many a project.
    return _compiled(_STATEMENTS[keyword])


def _unusual(source: bytes, places: list[tuple[int, int]]) -> _Found | None:
    """The statements around places, each the start of its line and the offset of the word ``import``."""
    imports: _Found = []
    patience = _PATIENCE * len(source)
    for line, anchor in places:
        start = line
        while source.endswith(_CONTINUES, 0, start):
            start = source.rfind(b"\n", 0, start - 1) + 1
        patience -= anchor - start
        for keyword in _KEYWORD.finditer(source, max(start - 1, 0), anchor + len(b"import")):
            at = keyword.start(1)
            statement = _statement(keyword[1]).match(source, at)
            rest = _REST.match(source, statement.end() if statement else at)
            patience -= (rest.end() if rest else at) - at
            # Python normalises names beyond ASCII.
            if patience < 0 or (rest and not rest[0].isascii()):
                return None
            if statement and statement.start("anchor") == anchor:
                found = _from(statement) if keyword[1] == b"from" else _import(statement)
                imports += [(at, wanted) for wanted in found]
    return imports


def _import(statement: re.Match[bytes]) -> Iterator[Import]:
    for item in _NOISE.sub(b" ", statement["modules"]).split(b","):
        name, _, _ = item.partition(b" as ")
        yield Import(name.replace(b" ", b"").decode())


def _from(statement: re.Match[bytes]) -> Iterator[Import]:
    text = _NOISE.sub(b"", statement["module"]).decode()
    module = text.lstrip(".")
    if statement["star"]:
        names: tuple[str, ...] = ("*",)
    else:
        listed = _NOISE.sub(b" ", statement["names"] or statement["several"])
        names = tuple(words[0].decode() for item in listed.split(b",") if (words := item.split()))
    yield Import(module, names, len(text) - len(module))


_STRINGS = _compiled(
    r"#[^\r\n]*+"
    r'|"""(?:\\.|(?!""").)*+(?:""")?'
    r"|'''(?:\\.|(?!''').)*+(?:''')?"
    r'|"(?:\\.|[^"\\\r\n])*+"?'
    r"|'(?:\\.|[^'\\\r\n])*+'?"
)
_CONTENT = _compiled(r"[^\r\n\"'#]")
_HEADS = ((re.compile(rb"if .*TYPE_CHECKING"), Kind.TYPE_CHECKING), (re.compile(rb"try\s*:"), Kind.OPTIONAL))


def without_strings(source: bytes) -> bytes:
    """A source without its strings and comments, as far as that can be told without a syntax tree."""
    return _STRINGS.sub(b"", source)


def guesses(source: bytes) -> tuple[Import, ...]:
    """The imports of a source that does not parse, perhaps because it is for a newer Python than this one."""
    blanked = _STRINGS.sub(lambda found: _CONTENT.sub(b"_", found[0]), source)
    imports: list[Import] = []
    for at, wanted in statements(blanked) or ():
        line, start = blanked.count(b"\n", 0, at) + 1, blanked.rfind(b"\n", 0, at) + 1
        imports.append(wanted._replace(line=line, column=at - start + 1, kind=_kind_at(blanked, start)))
    return tuple(imports)


def _kind_at(source: bytes, start: int) -> Kind:
    """The kind by the nearest line above that is indented less."""
    depth = _depth(source[start : start + _LOOK_BACK])
    for line in reversed(source[max(start - _LOOK_BACK, 0) : start].splitlines()) if depth else ():
        if line.strip() and _depth(line) < depth:
            head = line.strip()
            return next((kind for pattern, kind in _HEADS if pattern.match(head)), Kind.LAZY)
    return Kind.LAZY if depth else Kind.EAGER


def _depth(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" \t\f"))
