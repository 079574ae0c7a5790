"""Python sources -> what they import; resolution inside an image and a repository."""

from ctxlint.imports.everything import everything, is_aside
from ctxlint.imports.finder import Finder, Module
from ctxlint.imports.reach import reach
from ctxlint.imports.results import Missing, Place, Problem, Reach, Start, Way
from ctxlint.imports.rough import rough_scan
from ctxlint.imports.scan import scan
from ctxlint.imports.shadowing import Order, Shadow, shadowed
from ctxlint.imports.sources import Sources
from ctxlint.imports.values import Import, Kind, Scan, SyntaxProblem
from ctxlint.imports.walking import Surroundings

__all__ = [
    "Finder",
    "Import",
    "Kind",
    "Missing",
    "Module",
    "Order",
    "Place",
    "Problem",
    "Reach",
    "Scan",
    "Shadow",
    "Sources",
    "Start",
    "Surroundings",
    "SyntaxProblem",
    "Way",
    "everything",
    "is_aside",
    "reach",
    "rough_scan",
    "scan",
    "shadowed",
]
