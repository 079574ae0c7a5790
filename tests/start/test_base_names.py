"""What the names of base images say."""

from __future__ import annotations

import pytest

from ctxlint.start.base_names import has_python, is_own_image, may_have_program


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


@pytest.mark.parametrize(
    ("reference", "program"),
    [
        ("python:3.12", False),
        ("example.org/team/python:3.12", False),
        ("gcr.io/distroless/python3-debian12", False),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", False),
        ("continuumio/miniconda3", False),
        ("mambaorg/micromamba:2", False),
        ("public.ecr.aws/lambda/python:3.12", False),
        ("pytorch/torchserve:latest-gpu", True),
        ("apache/airflow:3.0.1", True),
    ],
)
def test_what_may_have_a_program(reference: str, *, program: bool) -> None:
    assert may_have_program(reference) == program
