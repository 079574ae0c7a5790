"""HCL as bake reads it: what is accepted, what it is worth, and what cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.project.bake.document import Bake
from ctxlint.project.bake.evaluation import UNKNOWN
from ctxlint.project.bake.targets import targets_of

from .trees import complaints, look, plant

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = """
variable "WHO" { default = "api" }
variable EMPTY {}
variable "NOTHING" { default = null }
variable "LISTED" { default = ["a", "b"] }
variable "SELF" { default = "${SELF}" }
CONSTANT = "${WHO}-x"
function "tag" {
  params = [name, version]
  result = "${name}:${version}"
}
function "endless" {
  params = [x]
  result = endless(x)
}
target "base" { dockerfile = "base.Dockerfile" }
"""

VALUES: dict[str, object] = {
    '"text"': "text",
    '"a\\"b\\\\c\\n\\u0041"': 'a"b\\c\nA',
    '"$${WHO} %%{if}"': "${WHO} %{if}",
    '"${WHO}"': "api",
    '"pre-${WHO}-${1 + 2 * 3}"': "pre-api-7",
    '"${WHO == "api" ? "yes" : "no"}"': "yes",
    '"${ WHO }-${~ WHO ~}"': "api-api",
    "WHO": "api",
    "EMPTY": "",
    "NOTHING": None,
    "CONSTANT": "api-x",
    "LISTED[1]": "b",
    'true && !false || "true" == "x"': True,
    "-3 < 2.5": True,
    "(1 + 2) * 3 % 4": 1,
    '[1, "b", true, null,]': [1, "b", True, None],
    '{a = 1, "b" : 2, (WHO) = 3}': {"a": 1, "b": 2, "api": 3},
    "{\n  a = 1 # one\n  b = 2 // two\n}": {"a": 1, "b": 2},
    '[\n  /* a */ "x",\n  "y"\n]': ["x", "y"],
    "[for x in LISTED : upper(x)]": ["A", "B"],
    '[for i, x in LISTED : "${i}${x}" if x != "a"]': ["1b"],
    '{for x in LISTED : x => "${x}${x}"}': {"a": "aa", "b": "bb"},
    "<<EOT\nFROM ${WHO}\nEOT\n": "FROM api\n",
    "<<-EOT\n    FROM x\n      COPY\n    EOT\n": "FROM x\n  COPY\n",
    'tag("a", "1")': "a:1",
    'tag(["a", "1"]...)': "a:1",
    'join("-", LISTED)': "a-b",
    'split(",", "a,b")': ["a", "b"],
    'replace("a/b", "/", "-")': "a-b",
    'replace("a1b2", "/[0-9]/", "")': "ab",
    'regex("v([0-9]+)", "v12")[0]': "12",
    'regex_replace("a.b", "[.]", "-")': "a-b",
    'can(regex("x", "y")) ? "a" : "b"': UNKNOWN,
    'try(regex("x", "y"), "z")': "z",
    'format("%s/%d", "a", 3)': "a/3",
    'lookup({a = "b"}, "c", "d")': "d",
    "merge({a = 1}, {b = 2})": {"a": 1, "b": 2},
    'concat(LISTED, ["c"])': ["a", "b", "c"],
    'sanitize("a.b/c")': "a_b_c",
    'basename("a/b") == "b" && dirname("a/b") == "a"': True,
    'contains(LISTED, "b") ? 1 : 2': 1,
    "target.base.dockerfile": "base.Dockerfile",
    "target.gone.dockerfile": UNKNOWN,
    "SELF": UNKNOWN,
    "endless(1)": UNKNOWN,
    "timestamp()": UNKNOWN,
    "MISSING": UNKNOWN,
    '"a${MISSING}"': UNKNOWN,
    '"%{if true}a%{endif}"': UNKNOWN,
    'MISSING == "x" ? "a" : "b"': UNKNOWN,
    "false && MISSING": False,
    "MISSING || true": True,
    "MISSING && true": UNKNOWN,
    "upper(3)": UNKNOWN,
    "[1][4]": UNKNOWN,
    "1 / 0": UNKNOWN,
    '"a" + 1': UNKNOWN,
    'regex("(a+)+", "aaaa")': UNKNOWN,
}


@pytest.mark.parametrize(("text", "expected"), VALUES.items(), ids=list(VALUES))
def test_a_value(tmp_path: Path, text: str, expected: object) -> None:
    plant(tmp_path, {"docker-bake.hcl": f'{PREFIX}\ntarget "x" {{\n  value = {text}\n}}\n'})
    bake = Bake()
    bake.add(tmp_path / "docker-bake.hcl", tmp_path)
    assert targets_of(bake)["x"].values["value"] == expected


REFUSED: dict[str, str] = {
    'target "x" {': "1: the bake file is not valid HCL: the end stands where a name should",
    'target "x" {\n  a = \n}': "2: the bake file is not valid HCL: the end of the line stands where a value should",
    'target "x" {\n  a = 1 b = 2\n}': "2: the bake file is not valid HCL: 'b' stands where the end of the line should",
    'target "x" {\n  a = 1\n  a = 2\n}': "3: the bake file is not valid HCL: 'a' is already set on line 2",
    'a = "b': "1: the bake file is not valid HCL: a text in quotes has no end",
    'a = "${b"': "1: the bake file is not valid HCL: a text in quotes has no end",
    "a = <<EOT\nx\n${b\nEOT\n": "3: the bake file is not valid HCL: a '${' has no '}' after it",
    "a = <<EOT\nb": "1: the bake file is not valid HCL: the text that ends with EOT has no end",
    "a = [1, 2": "1: the bake file is not valid HCL: the end stands where ',' should",
    "a = b c": "1: the bake file is not valid HCL: 'c' stands where the end of the line should",
    "a = ~": "1: the bake file is not valid HCL: unexpected character '~'",
    "a = " + "[" * 100: "1: the bake file is not valid HCL: it is nested more than 60 levels deep",
    "a = " + "(" * 10_000: "1: the bake file is not valid HCL: it is nested more than 60 levels deep",
    'a = "' + '${"' * 100: "1: the bake file is not valid HCL: a text in quotes has no end",
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.items(), ids=range(len(REFUSED)))
def test_a_file_that_is_no_hcl(tmp_path: Path, text: str, expected: str) -> None:
    assert complaints(look(tmp_path, {"docker-bake.hcl": text})) == [f"docker-bake.hcl:{expected}"]


JSON: dict[str, str | None] = {
    "{": "1: the bake file is not valid JSON: Expecting property name enclosed in double quotes",
    '{"target":\n{"x": }}': "2: the bake file is not valid JSON: Expecting value",
    "[" * 100_000: "1: the bake file is not valid JSON: it is nested too deeply",
    '{"target": 3, "group": [1, {"a": [2]}], "x": {"y": "${z"}}': (
        "1: the bake file is not valid JSON: a '${' has no '}' after it"
    ),
    '{"target": 3, "group": [1, {"a": [2]}], "variable": {"x": null}}': None,
    "[1, 2]": None,
    "null": None,
}


@pytest.mark.parametrize(("text", "expected"), JSON.items(), ids=range(len(JSON)))
def test_a_json_file(tmp_path: Path, text: str, expected: str | None) -> None:
    found = complaints(look(tmp_path, {"docker-bake.json": text}))
    assert found == ([] if expected is None else [f"docker-bake.json:{expected}"])
