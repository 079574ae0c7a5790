"""Which installs of Node's package managers stop without a lock file."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import pytest

import ctxlint
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

NPM = ["package-lock.json lock", "npm-shrinkwrap.json lock"]
PNPM = ["pnpm-lock.yaml lock"]
MODERN = {"package.json": '{"packageManager": "yarn@4.1.0"}'}
COMMANDS: dict[str, list[str]] = {
    "npm ci": NPM,
    "npm clean-install": NPM,
    "npm --loglevel error ci --omit=dev": NPM,
    "cd /srv && npm ci && npm run build": NPM,
    "npm install": [],
    "npm run ci": [],
    "npm ci --global": [],
    "npm ci || npm install": [],
    "npm install && npm ci": [],
    "npm --prefix $WHERE ci": [],
    "pnpm install --frozen-lockfile": PNPM,
    "pnpm i --prod --frozen-lockfile": PNPM,
    "pnpm install": [],
    "pnpm install --no-frozen-lockfile": [],
    "pnpm install --frozen-lockfile=false": [],
    "pnpm run build --frozen-lockfile": [],
    "yarn install --immutable": [],
    "yarn --frozen-lockfile": [],
    "curl -o package-lock.json https://example.org/lock && npm ci": [],
}


def missed(root: Path, dockerfile: str, tree: dict[str, str]) -> list[str]:
    write_tree(root, {"Dockerfile": dockerfile, **tree})
    lacks = ctxlint.service(root).build.lacks
    return [f"{posixpath.relpath(each.input.path, '/srv')} {each.input.role}" for each in lacks]


@pytest.mark.parametrize(("command", "expected"), COMMANDS.items(), ids=list(COMMANDS))
def test_without_a_lock_file(tmp_path: Path, command: str, expected: list[str]) -> None:
    dockerfile = f"FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN {command}\n"
    assert missed(tmp_path, dockerfile, {"package.json": "{}"}) == expected


@pytest.mark.parametrize(
    ("command", "lock"),
    [
        ("npm ci", "package-lock.json"),
        ("npm ci", "npm-shrinkwrap.json"),
        ("pnpm install --frozen-lockfile", "pnpm-lock.yaml"),
        ("yarn install --immutable", "yarn.lock"),
        ("cd web && npm ci", "package-lock.json"),
    ],
)
def test_with_a_lock_file(tmp_path: Path, command: str, lock: str) -> None:
    dockerfile = f"FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN {command}\n"
    assert missed(tmp_path, dockerfile, {**MODERN, "web/package.json": "{}", lock: ""}) == []


@pytest.mark.parametrize("command", ["yarn install --immutable", "yarn --immutable --cwd /srv"])
def test_a_yarn_that_knows_the_option(tmp_path: Path, command: str) -> None:
    dockerfile = f"FROM node:22\nWORKDIR /srv\nCOPY package.json .\nRUN {command}\n"
    assert missed(tmp_path, dockerfile, MODERN) == ["yarn.lock lock"]
