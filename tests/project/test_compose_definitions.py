"""What a definition says about one compose service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.model import Location, Mount

from .trees import Tree, compose, look, only

if TYPE_CHECKING:
    from pathlib import Path

VALUES: dict[str, tuple[str, str, object]] = {
    "args as a mapping, numbers as compose reads them": (
        "build: {context: web, args: {A: x, B: 3, PYTHON: 3.10, BIG: 2.0, Q: '3.10', YES: true, HOST: }}",
        "build_args",
        {"A": "x", "B": "3", "PYTHON": "3.1", "BIG": "2", "Q": "3.10", "YES": "true"},
    ),
    "args as a list; one without a value would come from the host": (
        "build: {context: web, args: [A=x=y, B=, HOST]}",
        "build_args",
        {"A": "x=y", "B": ""},
    ),
    "args are complete": ("build: {context: web, args: [A=x]}", "open_args", False),
    "an argument whose value only the host has": ("build: {context: web, args: [A=x, HOST]}", "open_args", True),
    "an argument that is empty without the host": ("build: {context: web, args: {A: $HOST}}", "open_args", True),
    "environment as a list": ("environment: [A=1, B]", "environment", {"A": "1"}),
    "environment as a mapping": ("environment: {A: 1, B: , C: ''}", "environment", {"A": "1", "C": ""}),
    "a command as a string": ("command: celery -A app worker", "command", "celery -A app worker"),
    "a command as a list": ("command: [celery, -A, app]", "command", ("celery", "-A", "app")),
    "an empty command clears that of the image": ("command: []", "command", ()),
    "a null command leaves that of the image": ("command:", "command", None),
    "an entrypoint": ("entrypoint: ['/bin/sh', '-c']", "entrypoint", ("/bin/sh", "-c")),
    "a working directory": ("working_dir: /srv", "working_dir", "/srv"),
    "profiles": ("profiles: [debug, ci]", "profiles", ("debug", "ci")),
    "a dollar that is escaped": ("command: echo $$HOME", "command", "echo $HOME"),
    "a merge key gives defaults": ("<<: {command: base, working_dir: /a}\n    command: own", "command", "own"),
    "the first of several merge keys wins": ("<<: [{command: one}, {command: two}]", "command", "one"),
    "a quoted merge key is a key": ("'<<': {command: base}", "command", None),
}


@pytest.mark.parametrize(("text", "field", "expected"), VALUES.values(), ids=VALUES)
def test_values(tmp_path: Path, text: str, field: str, expected: object) -> None:
    build = "" if "build:" in text else "build: web\n    "
    definition = only(compose(tmp_path, f"services:\n  web:\n    {build}{text}\n"))
    assert getattr(definition, field) == expected


MOUNTS: dict[str, tuple[str, list[tuple[str, str, bool]]]] = {
    "a bind below the project": ("- ./src:/app/src:ro", [("src", "/app/src", False)]),
    "the project itself": ("- .:/app", [(".", "/app", False)]),
    "a bind beside the project": ("- ../other:/x", [("../other", "/x", False)]),
    "a path of the host": ("- /var/run/docker.sock:/var/run/docker.sock", [("/var/run/docker.sock",) * 2 + (False,)]),
    "a named volume": ("- data:/var/lib", [("data", "/var/lib", True)]),
    "an anonymous volume": ("- /app/node_modules", [("", "/app/node_modules", True)]),
    "a Windows drive": ("- 'C:\\x:/app'", [("C:\\x", "/app", True)]),
    "a long bind": ("- {type: bind, source: ./a, target: /a}", [("a", "/a", False)]),
    "a long volume": ("- {type: volume, source: v, target: /a}", [("v", "/a", True)]),
    "a long anonymous volume": ("- {type: volume, target: /a}", [("", "/a", True)]),
    "a tmpfs is empty": ("- {type: tmpfs, target: /a}", []),
    "the last one for a target wins": ("- aa:/x\n      - ./b:/x", [("b", "/x", False)]),
}


@pytest.mark.parametrize(("text", "expected"), MOUNTS.values(), ids=MOUNTS)
def test_mounts(tmp_path: Path, text: str, expected: list[tuple[str, str, bool]]) -> None:
    definition = only(compose(tmp_path, f"services:\n  web:\n    build: web\n    volumes:\n      {text}\n"))
    assert [(mount.source, mount.target, mount.named) for mount in definition.mounts] == expected


def test_a_mount_knows_its_line(tmp_path: Path) -> None:
    text = "services:\n  web:\n    build: web\n    volumes:\n      - aa:/a\n      - ./b:/b\n"
    assert only(compose(tmp_path, text)).mounts[1] == Mount("b", "/b", Location("compose.yaml", 6, 9))


def test_places(tmp_path: Path) -> None:
    text = """
        x-base: &base
          command: serve
        services:
          web:
            <<: *base
            build:
              context: .
              dockerfile: web/Dockerfile
              target: &t dev
        """
    definition = only(compose(tmp_path, text))
    assert definition.location == Location("compose.yaml", 4, 3)
    assert {key: (place.line, place.column) for key, place in definition.locations.items()} == {
        "build": (6, 5),
        "command": (2, 3),
        "context": (7, 7),
        "dockerfile": (8, 7),
        "target": (9, 7),
    }


def test_an_override_does_not_move_the_service(tmp_path: Path) -> None:
    tree: Tree = {
        "sub/compose.yaml": "services:\n  web: {build: .}",
        "sub/compose.override.yaml": "services:\n\n  web: {build: {target: dev}}",
        "sub/Dockerfile": "FROM scratch",
    }
    definition = only(look(tmp_path, tree))
    assert definition.location == Location("sub/compose.yaml", 2, 3)
    assert definition.locations["target"] == Location("sub/compose.override.yaml", 3, 17)


INLINE = {
    "a literal block starts below its key": ("|\n          FROM a\n          COPY $$x /\n", "FROM a\nCOPY $x /\n", 6),
    "a quoted text starts on the line of its key": ('"FROM a\\n"\n', "FROM a\n", 5),
}


@pytest.mark.parametrize(("text", "expected", "line"), INLINE.values(), ids=INLINE)
def test_inline_dockerfile(tmp_path: Path, text: str, expected: str, line: int) -> None:
    start = "services:\n  web:\n    build:\n      context: web\n      dockerfile_inline: "
    definition = only(look(tmp_path, {"compose.yaml": start + text, "web/x": ""}))
    assert (definition.inline, definition.inline_line) == (expected, line)
    assert definition.dockerfile == tmp_path / "compose.yaml"
    assert definition.context == tmp_path / "web"


def test_named_contexts(tmp_path: Path) -> None:
    contexts = "[lib=../lib, base=service:base, img=docker-image://alpine, git=https://x.org/y.git]"
    definition = only(
        compose(tmp_path, f"services: {{web: {{build: {{context: web, additional_contexts: {contexts}}}}}}}")
    )
    assert definition.named_contexts == {
        "lib": str(tmp_path.parent / "lib"),
        "base": "service:base",
        "img": "docker-image://alpine",
        "git": "https://x.org/y.git",
    }
