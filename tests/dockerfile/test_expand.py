"""Words and what they come to; every row was recorded from BuildKit's own lexer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.dockerfile import Budget, ExpansionError, Lexing, process_word, process_words

ENV = {"A": "usr/lib/a.tar.gz", "E": "", "B": "two words", "S": "a*b?c", "AA": "aabbaa"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("plain", "plain", id="nothing to do"),
        pytest.param("$A", "usr/lib/a.tar.gz", id="bare name"),
        pytest.param("${A}x", "usr/lib/a.tar.gzx", id="name in braces"),
        pytest.param("$A.x", "usr/lib/a.tar.gz.x", id="a dot ends a name"),
        pytest.param("$AB", "", id="longest name wins"),
        pytest.param("[$N]", "[]", id="unset is empty"),
        pytest.param("$", "$", id="lone dollar"),
        pytest.param("a$ b", "a$ b", id="dollar before a blank"),
        pytest.param("$$A", "A", id="dollar is a special parameter"),
        pytest.param("$1x", "x", id="positional parameter"),
        pytest.param("'$A'", "$A", id="single quotes keep variables"),
        pytest.param('"$E-$B"', "-two words", id="double quotes do not"),
        pytest.param(r"\$A", "$A", id="escaped dollar"),
        pytest.param(r'"\$A\x\""', r"$A\x" + '"', id="escapes in double quotes"),
        pytest.param(r"'\'", "\\", id="no escapes in single quotes"),
        pytest.param(r"a\ b\c", "a bc", id="an escape disappears"),
        pytest.param("tail\\", "tail", id="escape at the end"),
        pytest.param("${N:-d}${E:-d}", "dd", id="default when unset or empty"),
        pytest.param("${N-d}${E-d}", "d", id="default when unset"),
        pytest.param("${A:+y}${E:+y}${E+y}", "yy", id="alternative"),
        pytest.param("${N:-${M:-'x y'}}", "x y", id="nested default"),
        pytest.param("${A:?no}", "usr/lib/a.tar.gz", id="required and set"),
        pytest.param("${A#*/}", "lib/a.tar.gz", id="shortest prefix"),
        pytest.param("${A##*/}", "a.tar.gz", id="longest prefix"),
        pytest.param("${A%.*}", "usr/lib/a.tar", id="shortest suffix"),
        pytest.param("${A%%.*}", "usr/lib/a", id="longest suffix"),
        pytest.param("${A%z?}", "usr/lib/a.tar.gz", id="no such suffix"),
        pytest.param("${A%?z}", "usr/lib/a.tar.", id="any character"),
        pytest.param("${A/r/R}", "usR/lib/a.tar.gz", id="replace the first"),
        pytest.param("${A//r/R}", "usR/lib/a.taR.gz", id="replace all"),
        pytest.param("${A//r/}", "us/lib/a.ta.gz", id="replace with nothing"),
        pytest.param(r"${A//\//-}", "usr-lib-a.tar.gz", id="an escaped slash in the pattern"),
        pytest.param("${AA//a*a/x}", "x", id="a star takes all it can"),
        pytest.param("${AA//a/$B}", "two wordstwo wordsbbtwo wordstwo words", id="a variable in the replacement"),
        pytest.param("${AA//?/.}", "......", id="replace every character"),
        pytest.param("${AA//b*a?/-}", "aa-", id="a star between others"),
        pytest.param("${AA#b}${AA%b}", "aabbaaaabbaa", id="no prefix, no suffix"),
        pytest.param("${AA##*b?}", "a", id="the last character before any other"),
        pytest.param("${AA//b/$$0$1\\$$}", "aa0\\$0\\$aa", id="dollars in the replacement"),
        pytest.param("${AA//b/<\\$0>}", "aa<\\b><\\b>aa", id="a reference to the match"),
        pytest.param(r"${S#a\*}", "b?c", id="escaped star"),
        pytest.param(r"${S%\?c}", "a*b", id="escaped question mark at the end"),
        pytest.param("${AA///-}", "-a-a-b-b-a-a-", id="an empty pattern matches everywhere"),
        pytest.param("a<<EOF", "a<<EOF", id="heredoc marks stay"),
        pytest.param("é$E$é", "é", id="letters of any script make names"),
    ],
)
def test_a_word_is_expanded(word: str, expected: str) -> None:
    assert process_word(word, ENV) == expected


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        pytest.param("'open", "matching single-quote", id="unclosed single quote"),
        pytest.param('"open', "matching double-quote", id="unclosed double quote"),
        pytest.param("${A", "missing '}'", id="unclosed brace"),
        pytest.param("${A:-x", "missing '}'", id="unclosed default"),
        pytest.param("${}", "bad substitution", id="no name"),
        pytest.param("${:-x}", "bad substitution", id="modifier without a name"),
        pytest.param("${A:=x}", "unsupported modifier (:=)", id="assignment"),
        pytest.param("${A^}", "unsupported modifier (^)", id="case change"),
        pytest.param("${A:#x}", "unsupported modifier (:#)", id="colon before a prefix"),
        pytest.param("${N:?must be set}", "N: must be set", id="required and unset"),
        pytest.param("${E:?}", "E: is not allowed to be empty", id="required and empty"),
        pytest.param("${N?}", "N: is not allowed to be unset", id="required without words"),
        pytest.param("${A/x}", "missing '/' in ${}", id="replacement without its second half"),
        pytest.param("${A/x/y", "missing '}'", id="unclosed replacement"),
        pytest.param(r"${A#\x}", "invalid escape", id="an escape of no wildcard"),
    ],
)
def test_a_bad_word_is_refused(word: str, complaint: str) -> None:
    with pytest.raises(ExpansionError, match="failed to process") as caught:
        process_word(word, ENV)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(" a  b ", ("a", "b"), id="blanks split"),
        pytest.param("'a b' c", ("a b", "c"), id="quotes hold together"),
        pytest.param("x$B", ("xtwo", "words"), id="values split"),
        pytest.param('"$B"', ("two words",), id="quoted values do not"),
        pytest.param(r"a\ b", ("a b",), id="an escaped blank does not split"),
        pytest.param("'' a", ("a",), id="empty quotes make no word"),
        pytest.param("80${N:-81} 9", ("81", "9"), id="a default makes the builder forget what came before"),
        pytest.param("<< E x", ("<< E", "x"), id="a heredoc mark keeps its blank"),
    ],
)
def test_a_text_is_split(text: str, expected: tuple[str, ...]) -> None:
    assert process_words(text, ENV) == expected


@pytest.mark.parametrize(
    ("word", "lexing", "expected"),
    [
        pytest.param("'a' \"b\"", Lexing(raw_quotes=True), "'a' \"b\"", id="quotes stay"),
        pytest.param("'$A'", Lexing(keep_quotes=True), "'usr/lib/a.tar.gz'", id="quotes mean nothing"),
        pytest.param(r"\$A\x", Lexing(raw_escapes=True), r"\$A\x", id="escapes stay"),
        pytest.param(r'"\x"', Lexing(raw_escapes=True), r"\\x", id="an escape of nothing doubles in quotes"),
        pytest.param("$N ${N:-x} ${N//a/b}", Lexing(keep_unset=True), "$N ${N:-x} ${N/a/b}", id="unset variables stay"),
        pytest.param("`$A\\b", Lexing(escape="`"), "$A\\b", id="another escape character"),
    ],
)
def test_lexing_can_leave_things_alone(word: str, lexing: Lexing, expected: str) -> None:
    assert process_word(word, ENV, lexing) == expected


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("${N:-" * 5_000 + "}" * 5_000, id="nesting"),
        pytest.param("${L##*" + "a?" * 5_000 + "b}", id="wildcards between letters"),
        pytest.param("${L//a/$L}", id="a value for every character"),
        pytest.param("$L" * 5_000, id="the same value over and over"),
    ],
)
def test_what_would_grow_without_end_is_refused(word: str) -> None:
    with pytest.raises(ExpansionError):
        process_word(word, {"L": "a" * 50_000})


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("${L##" + "*a" * 5_000 + "b}", id="stars between letters"),
        pytest.param("${L%%" + "a*" * 5_000 + "b}", id="stars at the end"),
        pytest.param("${L/" + "*a" * 5_000 + "b/x}", id="stars to replace"),
    ],
)
def test_stars_do_not_multiply(word: str) -> None:
    assert process_word(word, {"L": "a" * 50_000}) == "a" * 50_000


def test_words_can_share_a_budget() -> None:
    budget = Budget(5)
    assert process_word("$A", {"A": "1234"}, budget=budget) == "1234"
    with pytest.raises(ExpansionError, match="too much text"):
        process_word("$A", {"A": "1234"}, budget=budget)


SYNTAX = st.text(alphabet="${}AE:-+?#%/*\\'\"`<> x0é\n", max_size=40)
LEXINGS = st.builds(Lexing, st.sampled_from("\\`"), st.booleans(), st.booleans(), st.booleans(), st.booleans())


@given(word=st.one_of(SYNTAX, st.text()), lexing=LEXINGS)
def test_nothing_else_is_raised(word: str, lexing: Lexing) -> None:
    try:
        whole = process_word(word, ENV, lexing)
        words = process_words(word, ENV, lexing)
    except ExpansionError:
        return
    assert isinstance(whole, str)
    assert all(words)


@given(word=st.text(alphabet=st.characters(exclude_characters="$'\"\\\ufeff")))
def test_text_without_syntax_is_kept(word: str) -> None:
    assert process_word(word, ENV) == word
