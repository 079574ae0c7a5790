"""Which of several failures the builder prints.

BuildKit hashes what copies read from the context before it runs the first of them, so a missing source far down can
be the one that it reports. The order below is the one seen in recorded builds; the code that decides it there is
the scheduler of a concurrent program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.dockerfile import ContextSource, CopyStep, ExpandedWord
from ctxlint.errors import CopySourceError
from ctxlint.image.copying import split_glob
from ctxlint.paths import has_glob, rooted

if TYPE_CHECKING:
    from ctxlint.image.stages import Build, BuildFailure


def reported_first(build: Build) -> BuildFailure:
    """The failure that the builder prints; the build must have one."""
    early = [failure for failure in build.failures if _is_early(failure)]
    if not early:
        return build.failures[0]
    segment = min(failure.segment for failure in early)
    early = [failure for failure in early if failure.segment == segment]
    # A copy of several sources hashes them one by one, and takes longer to fail.
    single = [failure for failure in early if isinstance(failure.step, CopyStep) and len(failure.step.sources) == 1]
    candidates = single or early
    step = candidates[0 if build.readers[segment] <= 2 else -1].step
    return _within_step([failure for failure in candidates if failure.step is step])


def _is_early(failure: BuildFailure) -> bool:
    """Whether it is noticed by hashing: a plain path of the context, or one that ``--parents`` requires."""
    step, word = failure.step, failure.place
    if not isinstance(step, CopyStep) or not isinstance(word, ExpandedWord):
        return False
    if not isinstance(failure.error, CopySourceError) or not isinstance(step.source, ContextSource):
        return False
    if step.parents:
        return True
    if has_glob(word.text):
        # Matches are hashed through their links, so a link to nothing is noticed; a missing base is not.
        return failure.error.path != split_glob(word.text)[0]
    return not step.excludes and not any(
        _covers(other.text, word.text) for other in step.sources if not has_glob(other.text)
    )


def _covers(other: str, path: str) -> bool:
    """Whether hashing ``other`` makes it unnecessary to hash ``path`` below it."""
    above = rooted(other).rstrip("/") + "/"
    return rooted(path) != rooted(other) and rooted(path).startswith(above)


def _within_step(failures: list[BuildFailure]) -> BuildFailure:
    """The last of the step's sources is hashed first, then the others from the first on; all sorted by path."""

    def path(failure: BuildFailure) -> str:
        return failure.error.path or "" if isinstance(failure.error, CopySourceError) else ""

    ordered = sorted(failures, key=path)
    step = ordered[0].step
    paths = [rooted(word.text) for word in step.sources] if isinstance(step, CopyStep) else []
    return ordered[-1] if path(ordered[-1]) == max(paths, default="") else ordered[0]
