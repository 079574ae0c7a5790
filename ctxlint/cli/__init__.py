"""The command line: the only place that prints and exits."""

from ctxlint.cli.app import main

__all__ = ["main"]
