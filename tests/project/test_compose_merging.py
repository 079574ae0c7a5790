"""Several files, ``extends`` and the two tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .trees import Tree, complaints, look, only, summary

if TYPE_CHECKING:
    from pathlib import Path

BASE = """
    services:
      web:
        build: {context: ., args: {A: base, B: base}}
        command: [base]
        working_dir: /base
        profiles: [base]
        environment: {A: base, B: base}
        volumes: ["one:/one", "two:/two"]
    """

MERGED: dict[str, tuple[str, str, object]] = {
    "mappings merge": ("environment: {B: over, C: over}", "environment", {"A": "base", "B": "over", "C": "over"}),
    "a list over a mapping merges, too": ("environment: [B=over]", "environment", {"A": "base", "B": "over"}),
    "args merge": ("build: {args: [B=over]}", "build_args", {"A": "base", "B": "over"}),
    "a command replaces": ("command: [over]", "command", ("over",)),
    "a null command is that of the image": ("command:", "command", None),
    "a null directory says nothing": ("working_dir:", "working_dir", "/base"),
    "a null variable is that of the host": ("environment: {A: }", "environment", {"B": "base"}),
    "a variable without a value, too": ("environment: [A]", "environment", {"B": "base"}),
    "profiles add up": ("profiles: [over, base]", "profiles", ("base", "over")),
    "!reset takes away": ("command: !reset null", "command", None),
    "!reset of a mapping": ("environment: !reset {}", "environment", {}),
    "!reset deep inside": ("environment: {A: !reset null}", "environment", {"B": "base"}),
    "!override keeps nothing": ("environment: !override {C: over}", "environment", {"C": "over"}),
}


@pytest.mark.parametrize(("text", "field", "expected"), MERGED.values(), ids=MERGED)
def test_override(tmp_path: Path, text: str, field: str, expected: object) -> None:
    over = f"services:\n  web:\n    {text}\n"
    tree: Tree = {"compose.yaml": BASE, "compose.override.yaml": over, "Dockerfile": "FROM scratch"}
    assert getattr(only(look(tmp_path, tree)), field) == expected


def test_volumes_merge_by_target(tmp_path: Path) -> None:
    over = "services: {web: {volumes: ['./src:/two', 'three:/three']}}"
    tree: Tree = {"compose.yaml": BASE, "compose.override.yaml": over, "Dockerfile": "FROM scratch"}
    sources = [(mount.source, mount.target) for mount in only(look(tmp_path, tree)).mounts]
    assert sources == [("one", "/one"), ("src", "/two"), ("three", "/three")]


def test_reset_without_a_base(tmp_path: Path) -> None:
    text = "services: {web: {build: {context: ., target: !reset dev}, command: !reset [x]}}"
    definition = only(look(tmp_path, {"compose.yaml": text, "Dockerfile": "FROM scratch"}))
    assert (definition.target, definition.command) == (None, None)


EXTENDED: dict[str, tuple[Tree, str]] = {
    "in the same file, as a name": (
        {"compose.yaml": "services: {base: {command: hi}, web: {extends: base, build: app}}"},
        "web: app app/Dockerfile hi",
    ),
    "in the same file, in a chain": (
        {
            "compose.yaml": """
                services:
                  one: {command: hi}
                  two: {extends: {service: one}}
                  web: {extends: {service: two}, build: app}
                """
        },
        "web: app app/Dockerfile hi",
    ),
    "in another file, whose paths are its own": (
        {
            "compose.yaml": "services: {web: {extends: {file: common/base.yml, service: base}, command: over}}",
            "common/base.yml": "services: {base: {build: ../app, command: hi}}",
        },
        "web: app app/Dockerfile over",
    ),
    "in an override, of the base file's service": (
        {
            "compose.yaml": "services: {base: {command: hi}}",
            "compose.override.yaml": "services: {web: {extends: base, build: app}}",
        },
        "web: app app/Dockerfile hi",
    ),
}


@pytest.mark.parametrize(("tree", "expected"), EXTENDED.values(), ids=EXTENDED)
def test_extends(tmp_path: Path, tree: Tree, expected: str) -> None:
    found = look(tmp_path, {**tree, "app/Dockerfile": "FROM scratch"})
    assert [f"{summary(found)[0]} {only(found).command}"] == [expected]


BROKEN: dict[str, tuple[Tree, str]] = {
    "a circle": (
        {"compose.yaml": "services:\n  a:\n    extends: b\n  b:\n    extends: {service: a}\n"},
        "the 'extends' of 'a' never ends: a -> b -> a",
    ),
    "a service that is not there": (
        {"compose.yaml": "services:\n  a:\n    extends: nobody\n"},
        "the extended service 'nobody' does not exist in compose.yaml",
    ),
    "a file that is not there": (
        {"compose.yaml": "services:\n  a:\n    extends: {service: b, file: no.yml}\n"},
        "the extended compose file 'no.yml' does not exist",
    ),
    "a wrong kind": (
        {"compose.yaml": "services:\n  a:\n    extends: [b]\n"},
        "'extends' must be the name of a service or a mapping with a service",
    ),
    "a chain without end": (
        {"compose.yaml": "services:\n" + "".join(f"  s{i}: {{extends: s{i + 1}}}\n" for i in range(60))},
        "the 'extends' of",
    ),
}


@pytest.mark.parametrize(("tree", "expected"), BROKEN.values(), ids=BROKEN)
def test_broken_extends(tmp_path: Path, tree: Tree, expected: str) -> None:
    found = look(tmp_path, {**tree, "web/Dockerfile": "FROM scratch"})
    assert expected in complaints(found)[0]
    assert summary(found) == ["web: web web/Dockerfile"]
