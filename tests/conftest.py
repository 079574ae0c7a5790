"""Settings for the whole suite."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No test asserts times, so a busy machine fails none; on CI hypothesis picks its repeatable profile by itself.
settings.register_profile("untimed", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Tests that want a cache say where.
os.environ["CTXLINT_NO_CACHE"] = "1"

# A runner's own variables would choose formats and get summaries.
for variable in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
    os.environ.pop(variable, None)
