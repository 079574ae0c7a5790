"""The language of ``.dockerignore``: text -> spec. Pure, and the only importer of pathspec.

The ground truth is BuildKit (moby/patternmatcher and the walk of tonistiigi/fsutil); it is not gitignore.
"""

from pathspec.util import register_pattern

from ctxlint.dockerignore.gitignore import GitIgnore, Spelled, gitignore_spec, spelled_paths
from ctxlint.dockerignore.matcher import Directory, Matcher, Visit
from ctxlint.dockerignore.pattern import DockerIgnorePattern
from ctxlint.dockerignore.reading import IgnoreLine, decode, lines_of, read_lines
from ctxlint.dockerignore.spec import Decision, DockerIgnoreSpec, direct_matches, matcher_of, prefix_of
from ctxlint.dockerignore.writing import literal

register_pattern("dockerignore", DockerIgnorePattern, override=True)

__all__ = [
    "Decision",
    "Directory",
    "DockerIgnorePattern",
    "DockerIgnoreSpec",
    "GitIgnore",
    "IgnoreLine",
    "Matcher",
    "Spelled",
    "Visit",
    "decode",
    "direct_matches",
    "gitignore_spec",
    "lines_of",
    "literal",
    "matcher_of",
    "prefix_of",
    "read_lines",
    "spelled_paths",
]
