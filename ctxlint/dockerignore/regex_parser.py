"""Text -> items: Go's syntax of regular expressions, read in one pass."""

from __future__ import annotations

import re

from ctxlint.dockerignore.charset import ANY, NOT_NEWLINE, PERL, POSIX, CharSet, single
from ctxlint.dockerignore.regex import Assertion, Chars, Choice, Item, RegexError, Repeat, Sequence, fits_count, size

_REPEATS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_COUNTED = re.compile(r"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}")
_COUNT_DIGITS = 4
_MAX_COUNT = 1000
_MAX_SIZE = 100_000
_MAX_DEPTH = 100  # Go allows 1000, Python's stack does not
_SINGLE_ESCAPES = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ASSERTION_ESCAPES = {"A": Assertion.START, "z": Assertion.END, "b": Assertion.BOUNDARY, "B": Assertion.INSIDE}
_HEX = re.compile(r"x(?:\{0*([0-9a-fA-F]{1,8})\}|([0-9a-fA-F]{2}))")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_CATEGORY = re.compile(r"[pP](?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))")
_POSIX_CLASS = re.compile(r"\[:(\^?)(.*?):\]", re.DOTALL)
_SUBCATEGORIES = {"C": "cfos", "L": "lmotu", "M": "cen", "N": "dlo", "P": "cdefios", "S": "ckmo", "Z": "lps"}
_CATEGORIES = frozenset(major + minor for major, minors in _SUBCATEGORIES.items() for minor in ("", *minors))


class _Reader:
    """A position in the source, and the small things that are read the same everywhere."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def _more(self) -> bool:
        return self._at < len(self._source)

    def _sees(self, *texts: str) -> bool:
        return self._source.startswith(texts, self._at)

    def _take(self, text: str) -> bool:
        found = self._sees(text)
        self._at += len(text) * found
        return found

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        if match := pattern.match(self._source, self._at):
            self._at = match.end()
        return match

    def _next(self) -> str:
        if not self._more():
            raise RegexError(self._source)
        self._at += 1
        return self._source[self._at - 1]

    def _class_escape(self) -> CharSet | None:
        """``d`` or ``pL`` behind a backslash, if one stands here."""
        for name, chars in PERL.items():
            if self._take(name):
                return chars
        if not (match := self._match(_CATEGORY)):
            return None
        caret, long, short = match.groups()
        name = long or short
        if name != "Any" and name not in _CATEGORIES:
            raise RegexError(self._source)
        chars = ANY if name == "Any" else CharSet(categories=(name,))
        return chars.without() if (match[0][0] == "P") is not bool(caret) else chars

    def _character_escape(self) -> str:
        """One character, written behind a backslash."""
        if match := self._match(_HEX):
            code = int(match[1] or match[2], 16)
            if code > 0x10FFFF:
                raise RegexError(self._source)
            return chr(code)
        if match := self._match(_OCTAL):
            return chr(int(match[0], 8))
        char = self._next()
        if char in _SINGLE_ESCAPES:
            return _SINGLE_ESCAPES[char]
        if char.isascii() and not char.isalnum():
            return char
        raise RegexError(self._source)


class _Brackets(_Reader):
    """Character classes in brackets."""

    def _brackets(self) -> CharSet:
        negated = self._take("^")
        chars = CharSet()
        first = True  # a bracket that closes at once is a member
        while first or not self._take("]"):
            chars = chars.joined(self._member())
            first = False
        return chars.without() if negated else chars

    def _member(self) -> CharSet:
        if match := self._match(_POSIX_CLASS):
            if match[2] not in POSIX:
                raise RegexError(self._source)
            return POSIX[match[2]].without() if match[1] else POSIX[match[2]]
        if self._take("\\"):
            if chars := self._class_escape():
                return chars
            self._at -= 1
        low = high = self._range_end()
        if self._sees("-") and not self._sees("-]"):
            self._at += 1
            high = self._range_end()
        if high < low:
            raise RegexError(self._source)
        return CharSet(((ord(low), ord(high)),))

    def _range_end(self) -> str:
        char = self._next()
        return self._character_escape() if char == "\\" else char


class _Parser(_Brackets):
    """One pass over an expression."""

    def whole(self) -> Choice:
        choice = self._choice(0)
        if self._more() or size(choice) > _MAX_SIZE:
            raise RegexError(self._source)
        return choice

    def _choice(self, depth: int) -> Choice:
        if depth > _MAX_DEPTH:
            raise RegexError(self._source)
        sequences = [self._sequence(depth)]
        while self._take("|"):
            sequences.append(self._sequence(depth))
        return Choice(tuple(sequences))

    def _sequence(self, depth: int) -> Sequence:
        items: list[Item] = []
        while self._more() and not self._sees("|", ")"):
            if not self._take("\\Q"):
                items.append(self._repeated(self._atom(depth)))
                continue
            items += self._quoted()
            if items:  # an operator behind the quotation takes its last character
                items.append(self._repeated(items.pop()))
        return tuple(items)

    def _quoted(self) -> list[Item]:
        text, _, _ = self._source[self._at :].partition("\\E")
        self._at = min(len(self._source), self._at + len(text) + 2)
        return [Chars(single(char)) for char in text]

    def _repeated(self, item: Item) -> Item:
        """``item`` with the operator that follows it; operators cannot be stacked."""
        bounds = next((bounds for sign, bounds in _REPEATS.items() if self._take(sign)), None) or self._counted()
        if not bounds:
            return item
        self._take("?")  # reluctant: the same set of matches
        if self._sees(*_REPEATS) or _COUNTED.match(self._source, self._at):
            raise RegexError(self._source)
        repeat = Repeat(item, *bounds)
        if not fits_count(repeat, _MAX_COUNT):
            raise RegexError(self._source)
        return repeat

    def _counted(self) -> tuple[int, int | None] | None:
        if not (match := self._match(_COUNTED)):
            return None
        if any(len(count) > _COUNT_DIGITS for count in (match[1], match[3] or "")):
            raise RegexError(self._source)
        low = int(match[1])
        high = low if not match[2] else int(match[3]) if match[3] else None
        if low > _MAX_COUNT or (high is not None and not low <= high <= _MAX_COUNT):
            raise RegexError(self._source)
        return low, high

    def _atom(self, depth: int) -> Item:
        if self._sees(*_REPEATS) or _COUNTED.match(self._source, self._at):
            raise RegexError(self._source)
        char = self._next()
        match char:
            case "(":
                return self._group(depth)
            case "[":
                return Chars(self._brackets())
            case "\\":
                return self._escape()
            case ".":
                return Chars(NOT_NEWLINE)
            case "^" | "$":
                return Assertion(char)
            case _:
                return Chars(single(char))

    def _group(self, depth: int) -> Choice:
        choice = self._choice(depth + 1)
        if not self._take(")"):
            raise RegexError(self._source)
        return choice

    def _escape(self) -> Item:
        if self._source[self._at : self._at + 1] in _ASSERTION_ESCAPES:
            return _ASSERTION_ESCAPES[self._next()]
        return Chars(self._class_escape() or single(self._character_escape()))


def parse(source: str) -> Choice:
    """The expression's alternatives; raises :class:`RegexError` where Go's compiler refuses it."""
    return _Parser(source).whole()
