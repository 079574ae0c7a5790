"""The lexer behind word expansion: one pass over a word, quotes and variables nested as deep as they come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.dockerfile.patterns import backwards, compile_pattern, replace_all, replace_first, trim_prefix
from ctxlint.dockerfile.text import SPACES, RefusalError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_NESTING = 64
_PLAIN = re.compile(r".[^$<'\"\\`}/]*", re.DOTALL)
_QUOTED = re.compile(r".[^$\"\\`]*", re.DOTALL)
_DIGITS = re.compile(r"\d+")
_SPECIAL = "@*#?-$!"
_RUNS = re.compile(f"[{SPACES}]+|[^{SPACES}]+")
_HEREDOC = re.compile(r"<(?:<[\t\r ]*)?")


class ExpansionError(RefusalError):
    """A word that the builder refuses, or one that would grow without end."""


class Budget(Struct):
    """How many characters variables may still bring in; shared by the words of one build."""

    left: int = 1 << 26

    def spend(self, characters: int) -> None:
        """Count; raises :class:`ExpansionError` once too much is spent."""
        self.left -= characters
        if self.left < 0:
            raise ExpansionError("variables expand to too much text")


class Lexing(Struct, frozen=True):
    """How to read a word: what to leave as it stands."""

    escape: str = "\\"
    raw_quotes: bool = False
    """Quotes still delimit, but stay in the result."""
    raw_escapes: bool = False
    """Escape characters still escape, but stay in the result."""
    keep_quotes: bool = False
    """Quotes are characters like any other."""
    keep_unset: bool = False
    """``$A`` stays when A is not set."""


class Words(Struct):
    """Words as they grow; blanks that come from quotes do not split."""

    done: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add text whose blanks end words."""
        for run in _RUNS.findall(text):
            if run[0] in SPACES:
                self._end()
            else:
                self.pending.append(run)

    def all(self) -> tuple[str, ...]:
        """Return the words, the one still growing included."""
        self._end()
        return tuple(self.done)

    def _end(self) -> None:
        word = "".join(self.pending)
        self.pending.clear()
        if word:
            self.done.append(word)


class Lexer:
    """A cursor over one word; ``words`` collects what the outermost level adds."""

    def __init__(self, text: str, env: Mapping[str, str], lexing: Lexing, budget: Budget) -> None:
        self.text = text.removeprefix("\ufeff")
        self.words = Words()
        self.lexing = lexing
        self._env = env
        self._budget = budget
        self._at = 0
        self._depth = 0
        self._raw_escapes = False

    def until(self, stop: str, *, raw_escapes: bool) -> str:
        """Expand everything up to a stop character, or to the end for an empty one."""
        outer, self._raw_escapes = self._raw_escapes, raw_escapes
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise ExpansionError("substitutions are nested too deeply")
        if self._depth > 1:
            self.words.pending.clear()  # a ${A:-b} makes the builder forget the word begun before it
        try:
            return self._scan(stop)
        finally:
            self._depth -= 1
            self._raw_escapes = outer

    def _scan(self, stop: str) -> str:
        parts: list[str] = []
        while self._at < len(self.text):
            if self.text[self._at] == stop:
                self._at += 1
                return "".join(parts)
            parts.append(self._part())
        if stop:
            raise ExpansionError(f"unexpected end of statement while looking for matching {stop}")
        return "".join(parts)

    def _part(self) -> str:
        """Expand the next stretch of one kind; its blanks split words unless it is quoted or escaped."""
        character, splits = self.text[self._at], False
        if character == "$":
            part, splits = self._dollar(), True
        elif character == "<":
            part = self._match(_HEREDOC)
        elif character in "'\"" and not self.lexing.keep_quotes:
            part = self._single() if character == "'" else self._double()
        elif character == self.lexing.escape:
            part = self._escaped()
        else:
            part, splits = self._match(_PLAIN), True
        if self._depth == 1:
            self._collect(part, splits=splits)
        return part

    def _collect(self, part: str, *, splits: bool) -> None:
        if splits:
            self.words.add(part)
        else:
            self.words.pending.append(part)

    def _escaped(self) -> str:
        kept = self._next() if self._raw_escapes else self._next()[:0]
        return kept + self._next()

    def _single(self) -> str:
        end = self.text.find("'", self._at + 1)
        if end < 0:
            self._at = len(self.text)
            raise ExpansionError("unexpected end of statement while looking for matching single-quote")
        start, self._at = self._at, end + 1
        return self.text[start : end + 1] if self.lexing.raw_quotes else self.text[start + 1 : end]

    def _double(self) -> str:
        quote = self._next() if self.lexing.raw_quotes else self._next()[:0]
        parts = [quote]
        while character := self._peek():
            if character == '"':
                self._at += 1
                return "".join([*parts, quote])
            if character == "$":
                parts.append(self._dollar())
            elif character == self.lexing.escape:
                parts.append(self._escaped_in_quotes())
            else:
                parts.append(self._match(_QUOTED))
        raise ExpansionError("unexpected end of statement while looking for matching double-quote")

    def _escaped_in_quotes(self) -> str:
        escape = self._next()
        kept = escape if self._raw_escapes else ""
        return kept + (self._next() if self._peek() in ('"', "$", escape) else escape)

    def _dollar(self) -> str:
        self._at += 1
        if self._peek() != "{":
            name = self._name()
            return self._value(name, f"${name}") if name else "$"
        self._at += 1
        if self._peek() in ("{", "}", ":"):
            raise ExpansionError("syntax error: bad substitution")
        return self._braced(self._name(), self._next())

    def _braced(self, name: str, modifier: str) -> str:
        if modifier == "}":
            return self._value(name, f"${{{name}}}")
        if modifier == "/":
            return self._replaced(name)
        operator = self._next() if modifier == ":" else modifier
        shown = modifier + operator if modifier == ":" else operator
        if not operator:
            raise ExpansionError("syntax error: missing '}'")
        if (modifier == ":" and operator in "#%") or (modifier != ":" and operator not in "+-?#%"):
            raise ExpansionError(f"unsupported modifier ({shown}) in substitution")
        word = self._argument("}", "syntax error: missing '}'", raw_escapes=operator in "#%")
        if self.lexing.keep_unset and name not in self._env:
            return f"${{{name}{shown}{word}}}"
        return self._applied(name, shown, word)

    def _applied(self, name: str, shown: str, word: str) -> str:
        value = self._env.get(name)
        missing = value is None or (shown[0] == ":" and value == "")
        match shown[-1]:
            case "-":
                return word if missing else self._value(name, "")
            case "+":
                return "" if missing else word
            case "?" if missing:
                state = "unset" if value is None else "empty"
                raise ExpansionError(f"{name}: {word or f'is not allowed to be {state}'}")
            case "?":
                return self._value(name, "")
            case "#" | "%":
                return self._trimmed(self._value(name, ""), shown, word)
            case _:
                raise ExpansionError(f"unsupported modifier ({shown}) in substitution")

    def _trimmed(self, value: str, operator: str, word: str) -> str:
        greedy = word.startswith(operator)
        text = word.removeprefix(operator)
        pattern = compile_pattern(text if operator == "#" else backwards(text))
        self._budget.spend(pattern.cost * len(value))
        if operator == "#":
            return trim_prefix(pattern, value, greedy=greedy)
        return trim_prefix(pattern, value[::-1], greedy=greedy)[::-1]

    def _replaced(self, name: str) -> str:
        every = self._peek() == "/"
        self._at += every
        pattern = self._argument("/", "syntax error: missing '/' in ${}", raw_escapes=True)
        replacement = self._argument("}", "syntax error: missing '}'", raw_escapes=True)
        if self.lexing.keep_unset and name not in self._env:
            return f"${{{name}/{pattern}/{replacement}}}"
        value = self._value(name, "")
        wanted = compile_pattern(pattern)
        self._budget.spend(wanted.cost * len(value))
        if not every:
            return replace_first(wanted, value, replacement)
        replaced = replace_all(wanted, value, replacement, self._budget.left)
        self._budget.spend(self._budget.left + 1 if replaced is None else len(replaced))
        return replaced or ""

    def _argument(self, stop: str, unclosed: str, *, raw_escapes: bool) -> str:
        try:
            return self.until(stop, raw_escapes=raw_escapes)
        except RefusalError:
            if self._at >= len(self.text):
                raise ExpansionError(unclosed) from None
            raise

    def _value(self, name: str, unset: str) -> str:
        value = self._env.get(name)
        if value is None:
            return unset if self.lexing.keep_unset else ""
        self._budget.spend(len(value))
        return value

    def _name(self) -> str:
        """Take digits, one special character, or letters, digits and underscores; nothing else can be a name."""
        if digits := self._match(_DIGITS):
            return digits
        if self._peek() and self._peek() in _SPECIAL:
            return self._next()
        start = self._at
        while (character := self._peek()) and (character == "_" or character.isalpha() or character.isdecimal()):
            self._at += 1
        return self.text[start : self._at]

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self._at)
        text = found[0] if found else ""
        self._at += len(text)
        return text

    def _peek(self) -> str:
        return self.text[self._at : self._at + 1]

    def _next(self) -> str:
        character = self._peek()
        self._at += len(character)
        return character
