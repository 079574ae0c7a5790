"""The same answer from a real container: build, import, compare; the only package that talks to an engine.

:mod:`ctxlint.verify.connecting` finds a real one.
"""

from ctxlint.verify.builder import Passed
from ctxlint.verify.daemon import Limits
from ctxlint.verify.importing import RunSettings
from ctxlint.verify.run import Request, verify

__all__ = ["Limits", "Passed", "Request", "RunSettings", "verify"]
