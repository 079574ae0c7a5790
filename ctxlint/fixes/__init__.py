"""Findings -> edits of ignore files, each proven by recomputing every service that reads the file."""

from ctxlint.fixes.minimal import Minimum, minimal
from ctxlint.fixes.repair import repair
from ctxlint.fixes.repairs import Advice, Draft, Fixed, Repairs
from ctxlint.fixes.writing import write

__all__ = ["Advice", "Draft", "Fixed", "Minimum", "Repairs", "minimal", "repair", "write"]
