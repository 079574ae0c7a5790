"""How makefiles are read; what make says itself is asked, too, but for what has to be unknown here."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.shell.make_reading import read_makefile
from ctxlint.shell.makefile import Values
from ctxlint.shell.unknown import is_known, readable

if TYPE_CHECKING:
    from pathlib import Path

# The lines before a rule, what stands in its recipe, and what the shell gets.
EXPANDED = {
    "plain": ("", "echo a", "echo a"),
    "a variable": ("A = b", "echo $(A) ${A}", "echo b b"),
    "a letter": ("A = b", "echo $A$(A)", "echo bb"),
    "a variable of a variable": ("A = $(B)\nB = c", "echo $(A)", "echo c"),
    "a computed name": ("A_b = c\nB = b", "echo $(A_$(B))", "echo c"),
    "the shell's own": ("", "for f in x; do echo $$f; done", "for f in x; do echo $f; done"),
    "the command line comes first": ("G = file", "echo $(G)", "echo given"),
    "the file before the environment": ("E = file", "echo $(E)", "echo file"),
    "the environment before a default": ("E ?= file", "echo $(E)", "echo outer"),
    "a default": ("A ?= b", "echo $(A)", "echo b"),
    "the first default": ("A ?= b\nA ?= c", "echo $(A)", "echo b"),
    "a default after a value": ("A = b\nA ?= c", "echo $(A)", "echo b"),
    "one that grows": ("A = b\nA += c", "echo $(A)", "echo b c"),
    "a default that grows": ("A ?= b\nA += c", "echo $(A)", "echo b c"),
    "a comment": ("A = b # c", "echo $(A)", "echo b"),
    "nothing": ("", "echo [$(NOWHERE)]", "echo []"),
    "the target": ("", "echo $@", "echo t"),
    "what it needs": ("", "echo $< $^", "echo one one two"),
    "make itself": ("", "$(MAKE) x", "make x"),
    "where it runs": ("", "echo $(CURDIR) $(shell pwd)", "echo /here /here"),
    "several lines": ("define A\nx\nt: y\nendef", "echo $(A)", "echo A ?"),
    "a function": ("", "echo $(wildcard *.c)", "echo wildcard-.c ?"),
    "a function in a function": ("", "echo $(dir $(lastword $(X) a))b", "echo dir-lastword-a-b ?"),
    "a command": ("A != date", "echo $(A)", "echo A ?"),
    "a condition": ("ifdef X\nA = b\nelse\nA = c\nendif", "echo $(A)", "echo A ?"),
    "itself": ("A = $(A)", "echo $(A)", "echo A ?"),
    "a dollar at the end": ("", "echo $", "echo $"),
}


@pytest.mark.parametrize(("head", "line", "expected"), EXPANDED.values(), ids=EXPANDED)
def test_expanded(head: str, line: str, expected: str) -> None:
    makefile = read_makefile(f"{head}\nt: one two\n\t@{line}\n")
    values = Values({"G": "given"}, {"E": "outer"}, lambda _: "", "/here")
    found = makefile.expanded(makefile.rules["t"].recipe[0].text, values, "t")
    assert readable(found) + ("" if is_known(found) else " ?") == expected


TOLD = {name: row for name, row in EXPANDED.items() if not row[-1].endswith(" ?")}


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(("head", "line", "expected"), TOLD.values(), ids=TOLD)
def test_make_says_the_same(head: str, line: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(f"{head}\nt: one two\n\t@{line}\none two:\n", "utf-8")
    words = ["make", "-n", "--no-print-directory", "t", "G=given"]
    found = subprocess.run(
        words, cwd=tmp_path, env={**os.environ, "E": "outer"}, capture_output=True, text=True, check=False
    )
    assert found.stdout.replace(str(tmp_path), "/here").strip() == expected


# The text, what is made, and in which order.
ORDERS = {
    "what is needed comes first": ("a: b c\nb: c\nc:\n", "a", "c b a"),
    "the first target": (".PHONY: x\nb:\na:\n", "", "b"),
    "several rules for one": ("a: b\na: c\nb c:\n", "a", "b c a"),
    "help behind the needs": ("a: b ## b and c\nb:\nc:\n", "a", "b a"),
    "a recipe beside the target": ("a: b; true\nb: ; true\n", "a", "b a"),
    "only for the order": ("a: b | c\nb:\nc:\n", "a", "b c a"),
    "a file": ("a: x.txt\n", "a", "x.txt? a"),
    "a variable": ("N = b\na: $(N)\nb:\n", "a", "b a"),
    "targets of a variable": ("N = a b\n$(N): c\nc:\n", "b", "c b"),
    "a circle": ("a: b\nb: a\n", "a", "b a"),
    "one that is not there": ("a:\n", "z", "z?"),
    "no rule": ("A = b\n\n# c:\n", "", ""),
    "another file": ("include more.mk\n", "m", "m"),
    "a file that may be missing": ("-include no.mk\na:\n", "a", "a"),
    "a file that includes itself": ("include self.mk\n", "s", "s"),
    "a variable of one target": ("a: X = b\na: b\nb:\n", "a", "b a"),
}
FILES = {"more.mk": "m:\n", "self.mk": "s:\ninclude self.mk\n"}


@pytest.mark.parametrize(("text", "targets", "expected"), ORDERS.values(), ids=ORDERS)
def test_orders(text: str, targets: str, expected: str) -> None:
    makefile = read_makefile(text, FILES.get)
    order = makefile.order(targets.split() or makefile.first, Values())
    assert " ".join(name if rule else f"{name}?" for name, rule in order) == expected


# A recipe, and each of its lines: "-" where make goes on, "?" where a condition decides.
RECIPES = {
    "marks": ("a:\n\t@one\n\t-two\n\t@-+ three\n", ["one", "-two", "-three"]),
    "conditions": ("a:\n\tone\nifdef X\n\ttwo\nelse\n\tthree\nendif\n\tfour\n", ["one", "?two", "?three", "four"]),
    "a line that goes on": ("a:\n\tone \\\n\t  two\n", ["one  two"]),
    "a comment": ("a:\n\t# one\n", ["# one"]),
    "one shell": (".ONESHELL:\na:\n\tcd x\n\ttwo\n", ["cd x\ntwo"]),
}


@pytest.mark.parametrize(("text", "expected"), RECIPES.values(), ids=RECIPES)
def test_recipes(text: str, expected: list[str]) -> None:
    makefile = read_makefile(text)
    lines = makefile.scripts(makefile.rules["a"])
    assert [f"{'?' * line.conditional}{'-' * line.forgiven}{line.text}" for line in lines] == expected


PIECES = st.sampled_from(
    [
        *("a", "b", ":", "=", "?=", "+=", " ", "\t", "\n", "\\\n", "$(a)", "$(", "${", ")", "$", "$$", "#", ";", "%"),
        *("define b", "endef", "ifdef a", "endif", "include a", "|", ".PHONY", "@", "-", "$@", "$^", "\0", "\u00e9"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read(text: str) -> None:
    makefile = read_makefile(text, {"a": text}.get)
    for name, rule in makefile.order([*makefile.rules, "a"], Values()):
        for line in makefile.scripts(rule) if rule else ():
            makefile.expanded(line.text, Values(), name)


def test_hostile_variables_end() -> None:
    doubling = "".join(f"A{number} = $(A{number + 1})$(A{number + 1})\n" for number in range(50))
    wide = "A = " + "$(B)" * 5_000 + "\nB = " + "$(C)" * 5_000 + "\nC = " + "c" * 5_000 + "\n"
    open_ones = "A = " + "$(" * 9_000 + "\n"
    for text in (doubling + "a:\n\t$(A0)\n", wide + "a:\n\t$(A)\n", open_ones + "a:\n\t$(A)\n"):
        makefile = read_makefile(text)
        assert not is_known(makefile.expanded(makefile.rules["a"].recipe[0].text, Values()))
