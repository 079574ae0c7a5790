"""What the names of base images say."""

from __future__ import annotations

import pytest

from ctxlint.start.base_names import has_python, is_own_image


@pytest.mark.parametrize(
    ("reference", "own", "python"),
    [
        ("python:3.12-alpine", False, True),
        ("docker.io/library/python", False, True),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", False, True),
        ("continuumio/miniconda3", False, True),
        ("debian:bookworm-slim", False, False),
        ("nvidia/cuda:12.4-runtime", False, False),
        ("postgres:16", False, False),
        ("eclipse-temurin:21@sha256:0", False, False),
        ("", False, False),
        ("base", True, False),
        ("shop:local-alpine", True, False),
        ("example/shop:3", True, False),
        ("registry.example.org/team/base:1", True, False),
        ("$BASE", True, False),
    ],
)
def test_a_name(reference: str, own: bool, python: bool) -> None:
    assert (is_own_image(reference), has_python(reference)) == (own, python)
