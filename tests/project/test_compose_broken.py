"""Hostile and broken compose files: one sentence with file and line, and the other services still come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxlint.errors import ConfigError

from .trees import Content, Link, Tree, complaints, look, summary

if TYPE_CHECKING:
    from pathlib import Path

BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))
MERGE_BOMB = "a0: &a0 {k: x}\n" + "".join(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}\n" for i in range(1, 60))

FILES: dict[str, tuple[Content, str]] = {
    "aliases that explode": (BOMB, "10: the aliases in the compose file expand to more than 100000 values"),
    "merge keys that explode": (MERGE_BOMB, "15: the aliases in the compose file expand to more than 100000 values"),
    "more values than anybody writes": ("a: [" + "0," * 100_001 + "]", "1: the compose file holds more than 100000"),
    "deep nesting": ("a: " + "[" * 5000, "1: the compose file is nested more than 100 levels deep"),
    "deep nesting by indentation": (
        "".join(" " * i + "a:\n" for i in range(200)),
        "101: the compose file is nested more than 100 levels deep",
    ),
    "a key twice": ("services:\n  web: {}\n  web: {}\n", "3: the key 'web' is already set on line 2"),
    "a tab": ("services:\n\tweb: {}\n", "2: the compose file is not valid YAML: this line is indented with a tab"),
    "broken syntax": ("services: {web: [}\n", "1: the compose file is not valid YAML: did not find expected node"),
    "a list": ("- services\n", "1: a compose file must be a mapping"),
    "a text": ("services\n", "1: a compose file must be a mapping"),
    "two documents": ("services: {}\n---\nservices: {}\n", "3: a compose file holds one YAML document, and a second"),
    "an unknown alias": ("services: *nowhere\n", "1: the alias *nowhere has no anchor before it"),
    "an alias of itself": ("services: &a [*a]\n", "1: the alias *a has no anchor before it"),
    "a key that is no text": ("services:\n  [a]: b\n", "2: a key of a compose file must be text"),
    "a merge key with a text": (
        "services:\n  <<: x\n",
        "2: the merge key << needs a mapping or a sequence of mappings",
    ),
    "services that are a list": ("services: [web]\n", "1: 'services' must be a mapping"),
    "an include that is a text": ("include: x\n", "1: 'include' must be a list"),
    "bytes that are no text": (b"services:\n  web: \xff\n", "2: the compose file is not UTF-8 text"),
    "a character that YAML forbids": (
        b"services:\n  web: \x01\n",
        "2: the compose file contains a character that YAML forbids",
    ),
    "a huge file": (b"#" * (16 * 1024 * 1024 + 1), "1: the compose file cannot be read: it is larger than 16 MB"),
    "a link out of the project": (
        Link("/etc/hostname"),
        "1: the compose file is a link that leads out of the project",
    ),
    "a link to itself": (Link("compose.yaml"), "1: the compose file is a link that leads out of the project"),
    "a link to nothing": (Link("gone.yaml"), "1: the compose file cannot be read: no such file or directory"),
}


@pytest.mark.parametrize(("content", "expected"), FILES.values(), ids=FILES)
def test_broken_files(tmp_path: Path, content: Content, expected: str) -> None:
    found = look(tmp_path, {"compose.yaml": content, "web/Dockerfile": "FROM scratch"})
    (complaint,) = complaints(found)
    assert complaint.startswith(f"compose.yaml:{expected}")
    assert isinstance(found.errors[0], ConfigError)
    assert summary(found) == ["web: web web/Dockerfile"]


def test_a_directory_named_like_a_compose_file(tmp_path: Path) -> None:
    assert complaints(look(tmp_path, {"compose.yaml/": ""})) == ["compose.yaml:1: the compose file is a directory"]


def test_a_broken_env_file(tmp_path: Path) -> None:
    tree: Tree = {"compose.yaml": "services: {web: {build: web}}", "web/Dockerfile": "FROM scratch", ".env": b"\xff"}
    found = look(tmp_path, tree)
    assert complaints(found) == [".env:1: the .env file is not UTF-8 text"]
    assert summary(found) == ["web: web web/Dockerfile"]


EXPANDING = {
    "extends": "  s{}: {{extends: base}}\n",
    "images": "  s{}: {{image: x}}\n",
}


@pytest.mark.parametrize("line", EXPANDING.values(), ids=EXPANDING)
def test_services_that_expand_without_end(tmp_path: Path, line: str) -> None:
    args = ", ".join(f"A{i}: x" for i in range(2000))
    text = f"services:\n  base: {{image: x, build: {{context: ., args: {{{args}}}}}}}\n"
    found = look(tmp_path, {"compose.yaml": text + "".join(line.format(i) for i in range(2000))})
    (complaint,) = complaints(found)
    assert complaint.endswith("the services of the compose file expand to more than 500000 values")


SERVICES: dict[str, tuple[str, str]] = {
    "a service that is a list": ("bad: []", "2: the service 'bad' must be a mapping"),
    "a build that is a list": ("bad: {build: [.]}", "2: 'build' must be a directory or a mapping"),
    "a context that is a list": ("bad: {build: {context: [.]}}", "2: 'context' must be a string"),
    "args that are a text": (
        "bad: {build: {context: ., args: x}}",
        "2: 'args' must be a mapping or a list of KEY=value",
    ),
    "args with a list inside": ("bad: {build: {args: {A: [x]}}}", "2: a value of 'args' must be a string"),
    "a command that is a mapping": ("bad: {command: {a: b}}", "2: 'command' must be a string or a list of strings"),
    "volumes that are a mapping": ("bad: {volumes: {a: b}}", "2: 'volumes' must be a list"),
    "a volume without a target": ("bad: {volumes: [{type: bind}]}", "2: a volume must be a string or a mapping with"),
    "a context that is not there": ("bad: {build: ../gone}", "2: the build context '../gone' is not a directory here"),
    "a context that is a file": (
        "bad: {build: compose.yaml}",
        "2: the build context 'compose.yaml' is not a directory",
    ),
    "a context with a null character": (
        'bad: {build: "a\\0b"}',
        "2: the build context 'a\0b' is not a directory here",
    ),
    "an empty context": ("bad: {build: empty}", "2: the build context 'empty' is empty; perhaps it is a git submodule"),
    "a Dockerfile that is not there": (
        "bad:\n    build:\n      dockerfile: no/Dockerfile",
        "4: the Dockerfile 'no/Dockerfile' does not exist in the build context '.'",
    ),
    "a default Dockerfile that is not there": (
        "bad: {build: .}",
        "2: the Dockerfile 'Dockerfile' does not exist in the build context '.'",
    ),
    "a required variable in the context": (
        "bad: {build: '${DIR:?}'}",
        "2: the variable DIR is required, and no .env file sets it",
    ),
    "an open brace in the context": ("bad: {build: 'a${'}", "2: a '${' has no '}' after it"),
}


@pytest.mark.parametrize(("text", "expected"), SERVICES.values(), ids=SERVICES)
def test_broken_services(tmp_path: Path, text: str, expected: str) -> None:
    tree: Tree = {
        "compose.yaml": f"services:\n  {text}\n  web: {{build: web}}\n",
        "web/Dockerfile": "FROM scratch",
        "empty/": "",
    }
    found = look(tmp_path, tree)
    (complaint,) = complaints(found)
    assert complaint.startswith(f"compose.yaml:{expected}")
    assert summary(found) == ["web: web web/Dockerfile"]


INCLUDES = {
    "a file that is not there": ("include: [no.yaml]\n", "1: the included compose file 'no.yaml' does not exist"),
    "a wrong kind": ("include: [{env_file: x}]\n", "1: an include must be a path or a mapping with a path"),
    "a path that is a mapping": ("include: [{path: {a: b}}]\n", "1: a path of an include must be a string"),
}


@pytest.mark.parametrize(("text", "expected"), INCLUDES.values(), ids=INCLUDES)
def test_broken_includes(tmp_path: Path, text: str, expected: str) -> None:
    found = look(tmp_path, {"compose.yaml": text})
    assert complaints(found) == [f"compose.yaml:{expected}"]


_WORDS = st.sampled_from(
    [
        *("services:", "web:", "build:", "context:", "args:", "volumes:", "extends:", "include:", "environment:"),
        *("{", "}", "[", "]", "- ", ": ", ",", "&a ", "*a", "<<: ", "!reset ", "!override ", "!!map ", "? ", "| ", ">"),
        *(
            "\n",
            "\n  ",
            "\n    ",
            "\t",
            "'",
            '"',
            "$",
            "${",
            "}",
            "${A:-",
            "${A:?",
            "$$",
            ".",
            "x",
            "---\n",
            "%YAML 9",
            "\0",
        ),
    ]
)
_TEXTS = st.one_of(
    st.lists(_WORDS, max_size=40).map("".join).map(str.encode),
    st.lists(_WORDS, max_size=30).map("".join).map(lambda text: f"services:\n  web:\n    {text}".encode()),
    st.binary(max_size=200),
)


@given(content=_TEXTS, over=_TEXTS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_services_or_errors(tmp_path: Path, content: bytes, over: bytes) -> None:
    names = ("compose.yaml", "compose.override.yaml", "docker-compose.dev.yml", ".env")
    for name, data in zip(names, (content, over, over, over), strict=True):
        (tmp_path / name).write_bytes(data)
    found = look(tmp_path, {"Dockerfile": "FROM scratch"})
    assert all(error.message and error.file for error in found.errors)
    assert all(definition.context.is_absolute() for definition in found.definitions)
