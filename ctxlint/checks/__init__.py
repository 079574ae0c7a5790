"""One small class per kind of question, in one table: the name that rule data uses -> the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.checks.build_inputs import BuildInputs
from ctxlint.checks.comments import IdleSuppressions, InvalidSuppressions
from ctxlint.checks.copy_sources import IgnoredSources, MissingSources
from ctxlint.checks.data_files import MissingData
from ctxlint.checks.divergence import Divergence
from ctxlint.checks.flat_patterns import FlatPatterns
from ctxlint.checks.foreseen_artefacts import ForeseenArtefacts
from ctxlint.checks.foreseen_secrets import ForeseenSecrets
from ctxlint.checks.ignore_effect import IdleNegations, ShadowedPatterns, UnmatchedPatterns
from ctxlint.checks.ignore_place import UnreadIgnoreFiles
from ctxlint.checks.ignore_syntax import InvalidPatterns, TrailingComments
from ctxlint.checks.left_out import LeftOutByGit
from ctxlint.checks.missing_imports import MissingImports
from ctxlint.checks.partly_ignored import PartlyIgnoredSources
from ctxlint.checks.predictions import WrongPredictions
from ctxlint.checks.real_imports import FailedBuild, FailedImports
from ctxlint.checks.required import RequiredModules, RequiredPaths
from ctxlint.checks.secrets import Secrets
from ctxlint.checks.sent import ContextSize, LargeFiles, SentDirectories
from ctxlint.checks.shadows import ShadowedModules
from ctxlint.checks.starts import MissingStart, OpaqueStart
from ctxlint.checks.unused import UnusedContext

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKS: Mapping[str, type[Check]] = {
    "build-inputs": BuildInputs,
    "context-size": ContextSize,
    "failed-build": FailedBuild,
    "failed-imports": FailedImports,
    "divergence": Divergence,
    "flat-patterns": FlatPatterns,
    "foreseen-artefacts": ForeseenArtefacts,
    "foreseen-secrets": ForeseenSecrets,
    "idle-negations": IdleNegations,
    "idle-suppressions": IdleSuppressions,
    "ignored-sources": IgnoredSources,
    "invalid-patterns": InvalidPatterns,
    "invalid-suppressions": InvalidSuppressions,
    "large-files": LargeFiles,
    "left-out-by-git": LeftOutByGit,
    "missing-data": MissingData,
    "missing-imports": MissingImports,
    "missing-sources": MissingSources,
    "missing-start": MissingStart,
    "opaque-start": OpaqueStart,
    "partly-ignored-sources": PartlyIgnoredSources,
    "required-modules": RequiredModules,
    "required-paths": RequiredPaths,
    "secrets": Secrets,
    "sent-directories": SentDirectories,
    "shadowed-modules": ShadowedModules,
    "shadowed-patterns": ShadowedPatterns,
    "trailing-comments": TrailingComments,
    "unmatched-patterns": UnmatchedPatterns,
    "unused-context": UnusedContext,
    "unread-ignore-files": UnreadIgnoreFiles,
    "wrong-predictions": WrongPredictions,
}

__all__ = ["CHECKS", "Check"]
