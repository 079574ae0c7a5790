"""Python sources -> what they import; resolution inside an image and a repository."""

from ctxlint.imports.finder import Finder, Module
from ctxlint.imports.reach import Scanners, reach
from ctxlint.imports.results import Missing, Place, Problem, Reach, Start
from ctxlint.imports.rough import rough_scan
from ctxlint.imports.scan import scan
from ctxlint.imports.values import Import, Kind, Scan, SyntaxProblem

__all__ = [
    "Finder",
    "Import",
    "Kind",
    "Missing",
    "Module",
    "Place",
    "Problem",
    "Reach",
    "Scan",
    "Scanners",
    "Start",
    "SyntaxProblem",
    "reach",
    "rough_scan",
    "scan",
]
