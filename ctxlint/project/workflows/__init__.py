"""Continuous integration: which images its jobs build, as far as their files say so."""

from ctxlint.project.workflows.finding import PIPELINES, find_workflows

__all__ = ["PIPELINES", "find_workflows"]
