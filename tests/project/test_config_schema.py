"""The JSON Schema of the configuration, against the reader that it describes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ctxlint.errors import ConfigError
from ctxlint.project import load_config, parse_size
from ctxlint.project.config import ABOUT, Config, ServiceConfig, schema
from ctxlint.project.config_schema import config_schema
from tests.project.test_config import FULL
from tests.project.trees import plant

PAGE = Path(__file__).parents[2] / "docs" / "ctxlint.schema.json"
VALIDATOR = Draft202012Validator(config_schema())


def test_it_is_a_schema_and_it_is_published() -> None:
    Draft202012Validator.check_schema(config_schema())
    assert json.loads(PAGE.read_text("utf-8")) == config_schema()


@pytest.mark.parametrize("kind", [Config, ServiceConfig])
def test_every_option_has_words(kind: type[Config | ServiceConfig]) -> None:
    assert [key for key, item in schema(kind).items() if not item.metadata[ABOUT].endswith(".")] == []


CASES = {
    "everything": FULL,
    "nothing": "",
    "a size in words": 'max-context-size = "1.5 GiB"',
    "a size that is none": 'max-context-size = "much"',
    "a size below zero": "max-context-size = -1",
    "a count that is a text": 'max-context-files = "7"',
    "an unknown option": "selct = []",
    "a code that is none": 'ignore = ["E501"]',
    "a builder that is none": 'builder = "kaniko"',
    "a severity": 'fail-on = "info"',
    "a text for a list": 'required-modules = "a"',
    "services that are none": "services = 1",
    "a service that is none": "services = { a = 1 }",
    "an unknown option of a service": "[services.a]\nexclude = []",
    "a command as a list": '[services.a]\ndockerfile = "D"\ncommand = ["a"]',
    "a command as a number": "[services.a]\ncommand = 1",
    "build arguments": '[services.a]\ndockerfile = "D"\nbuild-args = { A = 1, B = true, C = "c" }',
    "build arguments that nest": "[services.a]\nbuild-args = { A = [] }",
    "skip": "[services.a]\nskip = 1",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_it_allows_what_the_reader_reads(text: str, tmp_path: Path) -> None:
    assert VALIDATOR.is_valid(tomli.loads(text)) == is_read(text, tmp_path)


def is_read(text: str, root: Path) -> bool:
    try:
        load_config(plant(root, {"ctxlint.toml": text, ".git/": ""}))
    except ConfigError:
        return False
    return True


@given(st.from_regex(r"[0-9 .kKmMgGtTiIbB]{0,12}", fullmatch=True) | st.integers(-5, 5))
def test_sizes(value: Any) -> None:
    try:
        parse_size(value)
        wanted = True
    except ValueError:
        wanted = False
    assert VALIDATOR.is_valid({"max-file-size": value}) == wanted
