"""Go's regular expressions: what they accept and what they match."""

from __future__ import annotations

import re

import pytest

from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.dockerignore.automaton import Automaton
from ctxlint.dockerignore.charset import ANY, NOT_NEWLINE, NOT_SEPARATOR, PERL, POSIX, SEPARATOR, CharSet, single
from ctxlint.dockerignore.pattern import Kind, translate
from ctxlint.dockerignore.regex import RegexError, python_source
from ctxlint.dockerignore.regex_parser import parse

ALL = [*map(chr, range(0x180)), "λ", "Ω", "ß", "٣", "Ⅷ", "\u2028", "\ufffd", "☺", "日", "\U0001f40d", "\U0010ffff"]


def members(chars: CharSet) -> set[str]:
    return {char for char in ALL if char in chars}


def matching(source: str, texts: list[str]) -> list[str]:
    """Those of ``texts`` that the expression is found in; the automaton and Python agree about them."""
    choice = parse(source)
    start = Automaton([choice]).start
    found = [text for text in texts if start.read(text).accepts]
    python = re.compile(python_source(choice))
    assert [text for text in texts if python.search(text)] == found
    return found


class TestSets:
    @pytest.mark.parametrize("name", POSIX)
    def test_posix_classes_are_ascii(self, name: str) -> None:
        assert all(char.isascii() for char in members(POSIX[name]))

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("alnum", "azAZ09"),
            ("alpha", "azAZ"),
            ("ascii", "\x00a\x7f"),
            ("blank", " \t"),
            ("cntrl", "\x00\x1f\x7f"),
            ("digit", "09"),
            ("graph", "!~a"),
            ("lower", "az"),
            ("print", " !~"),
            ("punct", "!/:@[`{~_"),
            ("space", " \t\n\v\f\r"),
            ("upper", "AZ"),
            ("word", "azAZ09_"),
            ("xdigit", "09afAF"),
        ],
    )
    def test_posix_classes_have(self, name: str, text: str) -> None:
        assert set(text) <= members(POSIX[name])

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("alnum", "_-"),
            ("alpha", "0_"),
            ("blank", "\n\v"),
            ("cntrl", " "),
            ("graph", " \x7f"),
            ("lower", "A"),
            ("print", "\t\x7f"),
            ("punct", "a0 "),
            ("word", "-"),
            ("xdigit", "gG"),
        ],
    )
    def test_posix_classes_have_not(self, name: str, text: str) -> None:
        assert not set(text) & members(POSIX[name])

    @pytest.mark.parametrize(
        ("name", "text"), [("d", "0123456789"), ("s", "\t\n\f\r "), ("w", "_" + "".join(map(chr, range(48, 58))))]
    )
    def test_perl_classes_have(self, name: str, text: str) -> None:
        assert set(text) <= members(PERL[name])
        assert not set(text) & members(PERL[name.upper()])

    @pytest.mark.parametrize("name", "dsw")
    def test_perl_classes_are_ascii_and_complements(self, name: str) -> None:
        assert all(char.isascii() for char in members(PERL[name]))
        assert members(PERL[name]) | members(PERL[name.upper()]) == set(ALL)

    def test_a_vertical_tab_is_space_in_posix_only(self) -> None:
        assert "\v" in POSIX["space"]
        assert "\v" not in PERL["s"]

    def test_others(self) -> None:
        assert members(ANY) == set(ALL)
        assert members(NOT_NEWLINE) == set(ALL) - {"\n"}
        assert members(SEPARATOR) == {"/"}
        assert members(NOT_SEPARATOR) == set(ALL) - {"/"}
        assert members(CharSet()) == set()

    @pytest.mark.parametrize("char", ["\udc80"])
    def test_a_byte_that_is_not_utf_8_is_read_as_the_replacement_character(self, char: str) -> None:
        assert char in single("\ufffd")
        assert char in single("\udc9f")
        assert char in NOT_SEPARATOR
        assert char not in single("a")

    @pytest.mark.parametrize(
        "chars",
        [
            CharSet(),
            ANY,
            NOT_SEPARATOR,
            single("^"),
            single("\ufffd"),
            PERL["w"],
            PERL["W"],
            POSIX["punct"],
            POSIX["ascii"].without(),
            CharSet(categories=("Lu",)),
            CharSet(categories=("L",)).without(),
            single("a").joined(PERL["D"]),
            single("a").joined(PERL["D"]).without(),
            single("a").joined(CharSet(categories=("L",)).without()),
            PERL["d"].joined(CharSet(categories=("Lu", "Sm"))).without(),
            CharSet(((0xD000, 0xE000),)),
            single("a").joined(CharSet(((0, 0x10FFFE),)).without()),
        ],
        ids=repr,
    )
    def test_the_source_for_python_means_the_same(self, chars: CharSet) -> None:
        expression = re.compile(chars.source())
        everything = [*ALL, "\udc80", "\udcff"]
        assert [char for char in everything if expression.fullmatch(char)] == [
            char for char in everything if char in chars
        ]


# Expression, texts it is found in, texts it is not found in. Blanks separate, "·" is the empty text.
FOUND = [
    ("^a$", "a", "· b aa ab ba"),
    ("^a", "a ab", "· ba"),
    ("a$", "a ba", "· ab"),
    ("a", "a ba ab bab", "· b"),
    ("", "· a", ""),
    ("^.$", "a é ☺ /", "· ab"),
    ("^a*$", "· a aa", "b ab"),
    ("^a+$", "a aa", "· b"),
    ("^ab?$", "a ab", "· abb b"),
    ("^a{2}$", "aa", "a aaa a{2}"),
    ("^a{2,}$", "aa aaa aaaa", "a"),
    ("^a{1,2}$", "a aa", "· aaa"),
    ("^a{0}$", "·", "a"),
    ("^a{0,1}$", "· a", "aa"),
    # What looks like a count and is none stands for itself.
    ("^a{,2}$", "a{,2}", "a aa"),
    ("^a{$", "a{", "a"),
    ("^a{1$", "a{1", "a"),
    ("^a{01}$", "a{01}", "a"),
    ("^a{1, 2}$", "", "a aa"),
    ("^a}$", "a}", "a"),
    ("^a*{$", "{ a{ aa{", "a"),
    # Reluctant operators find the same.
    ("^a*?$", "· a aa", "b"),
    ("^a+?b??$", "a ab aab", "b"),
    ("^a{1,2}?$", "a aa", "aaa"),
    # Alternatives reach to the ends, past ^ and $.
    ("^a|b$", "a ax b xb", "xa bx"),
    ("^a|$", "· a b", ""),
    ("^|a$", "· a b", ""),
    ("^(a|bc)d$", "ad bcd", "abcd d"),
    ("^(a|)b$", "ab b", "aab"),
    ("^((a|b)c)*$", "· ac bcac", "a abc"),
    ("^(ab){2}$", "abab", "ab ababab"),
    # An operator may stand behind an assertion.
    ("^*a$", "a ba", "b"),
    ("^{2}a$", "a", "ba"),
    ("^\\b{2}a$", "a", "ba"),
    # Escapes.
    ("^\\.\\*\\?\\+$", ".*?+", "abcd"),
    ("^\\_\\-\\/\\@$", "_-/@", ""),
    ("^\\x41\\x{42}\\x{0043}$", "ABC", ""),
    ("^\\x{1f40d}$", "🐍", "1f40d"),
    ("^\\x{000000000041}$", "A", ""),
    ("^\\101\\60$", "A0", "101"),
    ("^\\0610$", "10", "1"),
    ("^\\pL\\p{Lu}\\p{L}$", "aBc äÖü", "abc 1Bc"),
    ("^\\PL\\P{L}\\p{^L}$", "123 -/☺", "12c"),
    ("^\\P{^Lu}$", "A Ω", "a 1"),
    ("^\\pN$", "1 ٣ Ⅷ", "a"),
    ("^\\p{Nd}$", "1 ٣", "Ⅷ"),
    ("^\\p{Any}$", "a 日", "·"),
    ("^\\d\\D\\w\\W\\S$", "1aa-a", "1a1aa"),
    ("^\\w$", "a Z 0 _", "é - ٣"),
    # Quotations.
    ("^\\Qa.b\\E.$", "a.bc", "axbc"),
    ("^\\Q.*", ".* .*x", "x"),
    ("^\\Q\\E$", "·", "a"),
    ("^\\Q[$", "[$", "["),
    ("^\\Qab\\E{2}$", "abb", "abab ab{2}"),
    ("^\\Qab\\E+$", "ab abb", "abab ab+"),
    ("^a\\Q\\E*$", "· a aa", "b"),
    # Boundaries know ASCII only.
    ("^a\\b-$", "a-", ""),
    ("\\bfoo\\b", "foo foo-x x-foo éfooé", "food xfoo foo_"),
    ("^a\\B", "ab a_", "a a-"),
    ("^é\\b", "éa", "é éé é-"),
    ("\\Ba", "ba éba", "a -a"),
    ("\\Aa\\z", "a", "ab ba"),
    # Brackets.
    ("^[abc]$", "a b c", "d ab ·"),
    ("^[a-c]$", "a b c", "d -"),
    ("^[^a-c]$", "d / é", "a ·"),
    ("^[]a]$", "] a", "b"),
    ("^[^]a]$", "b", "] a"),
    ("^[a-]$", "a -", "b"),
    ("^[-a]$", "a -", "b"),
    ("^[a^]$", "a ^", "b"),
    ("^[a-b-c]$", "a b - c", "d"),
    ("^[--/]$", "- . /", "a"),
    ("^[\\]\\-\\\\]$", "] - \\", "a"),
    ("^[.*+?|(){}$]$", ". * + ? | ( ) { } $", "a"),
    ("^[[a]$", "[ a", "b"),
    ("^[[:digit:]a]$", "0 9 a", "b :"),
    ("^[[:^digit:]]$", "a :", "0"),
    ("^[^[:digit:]]$", "a", "0"),
    ("^[^[:^digit:]]$", "0", "a"),
    ("^[[:a]$", "[ : a", "b"),
    ("^[\\d\\s]$", "0", "a"),
    ("^[\\D]$", "a", "0"),
    ("^[a\\W]$", "a - é", "b 0"),
    ("^[^\\W]$", "b 0 _", "- é"),
    ("^[\\PL]$", "1", "a"),
    ("^[\\x41-\\x{43}\\104]$", "A B C D", "E"),
    ("^[δ-ω]$", "δ λ", "a Ω"),
    ("^[--z&&~~]$", "& ~ - . z a", "% |"),
]


def words(text: str) -> list[str]:
    return ["" if word == "·" else word for word in text.split()]


@pytest.mark.parametrize(("source", "found", "missing"), FOUND, ids=[row[0] for row in FOUND])
def test_an_expression_is_found_in(source: str, found: str, missing: str) -> None:
    assert matching(source, words(found) + words(missing)) == words(found)


@pytest.mark.parametrize(
    ("source", "found", "missing"),
    [
        pytest.param("^.$", [" "], ["\n"], id="a dot matches no newline"),
        pytest.param("^[^a]$", ["\n"], ["a"], id="a negated bracket does"),
        pytest.param("^\\a\\f\\t\\n\\r\\v$", ["\a\f\t\n\r\v"], ["aftnrv"], id="control characters by letter"),
        pytest.param("^\\s$", ["\t", "\n", "\f", "\r", " "], ["\v", "\xa0", "\x85"], id="space"),
        pytest.param("^\\ a$", [" a"], ["a"], id="an escaped blank"),
        pytest.param("^\\0$", ["\0"], ["0"], id="null"),
    ],
)
def test_an_expression_is_found_in_odd_texts(source: str, found: list[str], missing: list[str]) -> None:
    assert matching(source, found + missing) == found


REFUSED = [
    ("a group that is not closed", "(a"),
    ("a group that was not opened", "a)"),
    ("a bracket that is not closed", "[a"),
    ("an empty bracket", "[]"),
    ("an empty negated bracket", "[^]"),
    ("an operator at the start", "*a"),
    ("a count at the start", "{2}a"),
    ("an operator in an empty group", "(*)"),
    ("an operator behind a bar", "a|*"),
    ("an operator on an empty quotation", "\\Q\\E*"),
    ("two operators", "a**"),
    ("an operator on a count", "a{2}*"),
    ("a count on a count", "a{2}{3}"),
    ("an operator on a reluctant one", "a*?+"),
    ("a count over the limit", "a{1001}"),
    ("a count over the limit, open", "a{1001,}"),
    ("a count over the limit, upper end", "a{1,1001}"),
    ("a count that runs backwards", "a{2,1}"),
    ("a count that is no number for a computer", "a{" + "9" * 6000 + "}"),
    ("counts that multiply over the limit", "(a{100}){11}"),
    ("counts that multiply over the limit, inside", "((a{10}b){10}){11}"),
    ("a backslash at the end", "a\\"),
    ("an unknown escape", "\\y"),
    ("an escape of a letter beyond ASCII", "\\é"),
    ("a reference", "\\1"),
    ("an octal digit that is none", "\\8"),
    ("one byte", "\\C"),
    ("the end before a newline", "\\Z"),
    ("a code without digits", "\\x{}"),
    ("a code that is not closed", "\\x{41"),
    ("a code of one digit", "\\x4"),
    ("a code beyond Unicode", "\\x{110000}"),
    ("an unknown category", "\\pX"),
    ("an unknown long category", "\\p{Xx}"),
    ("a category that is not closed", "\\p{L"),
    ("a category in lower case", "\\pl"),
    ("an unknown POSIX class", "[[:nope:]]"),
    ("a range that runs backwards", "[b-a]"),
    ("a range to a class", "[a-\\d]"),
    ("an assertion in a bracket", "[\\b]"),
    ("a quotation in a bracket", "[\\Qa\\E]"),
    ("groups that nest too deeply", "(" * 2000 + ")" * 2000),
]


@pytest.mark.parametrize("source", [row[1] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_an_expression_is_refused(source: str) -> None:
    with pytest.raises(RegexError):
        parse(source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("a{1000}", id="a count at the limit"),
        pytest.param("(a{100}){10}", id="counts that multiply to the limit"),
        pytest.param("(a{1000}){0}", id="a count of zero forgets what is inside"),
        pytest.param("((a{1000}){0}){2}", id="a count of zero forgets it at any depth"),
        pytest.param("(a{1000})*", id="a star is no count"),
        pytest.param("(a*){1000}", id="a count of stars"),
        pytest.param("(" * 50 + ")" * 50, id="groups that nest deeply"),
        pytest.param("()", id="an empty group"),
        pytest.param("a||b", id="an empty alternative"),
    ],
)
def test_an_expression_is_accepted(source: str) -> None:
    assert parse(source).sequences


TRANSLATIONS = [
    ("a/b", Kind.EXACT, "^a/b$"),
    ("a.b", Kind.EXACT, "^a\\.b$"),
    ("a|b{2}", Kind.EXACT, "^a|b{2}$"),
    ("*", Kind.REGEX, "^[^/]*$"),
    ("?", Kind.REGEX, "^[^/]$"),
    ("a*/b?", Kind.REGEX, "^a[^/]*/b[^/]$"),
    ("**", Kind.SUFFIX, "^.*$"),
    ("**/a", Kind.SUFFIX, "^(.*/)?a$"),
    ("**a", Kind.SUFFIX, "^(.*/)?a$"),
    ("a/**", Kind.PREFIX, "^a/.*$"),
    ("a**", Kind.PREFIX, "^a.*$"),
    ("a/**/b", Kind.REGEX, "^a/(.*/)?b$"),
    ("**/a/**", Kind.REGEX, "^(.*/)?a/.*$"),
    ("**/**", Kind.REGEX, "^(.*/)?.*$"),
    ("**/a*", Kind.REGEX, "^(.*/)?a[^/]*$"),
    ("***", Kind.REGEX, "^(.*/)?[^/]*$"),
    ("a[b-d]", Kind.REGEX, "^a[b-d]$"),
    ("a]", Kind.REGEX, "^a]$"),
    ("a\\d", Kind.REGEX, "^a\\d$"),
    ("*(b)+.$", Kind.REGEX, "^[^/]*\\(b\\)\\+\\.\\$$"),
]


@pytest.mark.parametrize(("pattern", "kind", "source"), TRANSLATIONS, ids=[row[0] for row in TRANSLATIONS])
def test_a_pattern_becomes_an_expression(pattern: str, kind: Kind, source: str) -> None:
    assert translate(pattern) == (kind, source)


# The pattern, and which of the files it takes out; "|" and "{" are live once there is a regular expression.
QUIRKS = [
    ("without a wildcard a bar is a bar", "buildkit", "a|b", "a|b", "a b"),
    ("with a wildcard a bar splits the expression", "buildkit", "?|b", "a ax bx xb", ""),
    ("the alternatives reach past the ends", "buildkit", "x*|*.log", "x xa a.log xx.log", "ya y.log2"),
    ("without a wildcard a count is text", "buildkit", "x{2}", "x{2}", "xx"),
    ("with a wildcard a count counts", "buildkit", "x{2}*", "xx xxx xxa", "x x{2}"),
    ("a count on a star is refused by Go, on a character it counts", "buildkit", "*.x{1,2}", "a.x a.xx", "a. a.xxx"),
    ("braces that are no count are text", "buildkit", "*.{js,ts}", "a.{js,ts}", "a.js a.ts"),
    ("parentheses are text", "buildkit", "(a)*", "(a) (a)b", "a ab"),
    ("a plus is text", "buildkit", "a+*", "a+ a+b", "a aa"),
    ("a caret is live", "buildkit", "*^a", "", "^a x^a"),
    ("legacy takes a bar for a bar in no case", "legacy", "a|b", "a b ax xb", "xa"),
    ("legacy counts always", "legacy", "x{2}", "xx", "x x{2}"),
    ("legacy groups", "legacy", "(a|b)c", "ac bc", "c abc (a|b)c"),
    ("legacy repeats", "legacy", "ab+", "ab abb", "a ab+"),
    ("legacy escapes dots", "legacy", "a.b", "a.b", "axb"),
    ("legacy escapes dollars", "legacy", "a$", "a$", "a"),
]


@pytest.mark.parametrize(
    ("builder", "pattern", "excluded", "kept"), [row[1:] for row in QUIRKS], ids=[row[0] for row in QUIRKS]
)
def test_what_the_builder_forgets_to_escape(builder: str, pattern: str, excluded: str, kept: str) -> None:
    spec = DockerIgnoreSpec.parse(pattern, builder=builder)
    names = excluded.split() + kept.split()
    assert [name for name in names if spec.match_file(name)] == excluded.split()
