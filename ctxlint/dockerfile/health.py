"""The numbers and durations of ``HEALTHCHECK``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.dockerfile.text import RefusalError

if TYPE_CHECKING:
    from ctxlint.dockerfile.flags import Flags

HEALTH_FLAGS = ("interval", "timeout", "start-period", "start-interval", "retries")
_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_TERM = re.compile(r"(?=\.?[0-9])([0-9]{0,19})\.?([0-9]{0,19})(ns|us|µs|μs|ms|s|m|h)")
_MILLISECOND = 10**6


def check_health_flags(flags: Flags) -> None:
    """Raise :class:`RefusalError` for a duration or a count that the builder refuses."""
    for name in HEALTH_FLAGS[:-1]:
        _check_interval(name, flags.text(name, ""))
    retries = flags.text("retries", "")
    if not re.fullmatch(r"(?:\+?0*[0-9]{1,10}|-0+)?", retries) or int(retries or "0") >= 1 << 31:
        raise RefusalError(f"--retries must be a number that is not negative, not: {retries}")


def _check_interval(name: str, text: str) -> None:
    nanoseconds = _duration(text)
    if 0 != nanoseconds < _MILLISECOND:
        raise RefusalError(f'Interval "{name}" cannot be less than 1ms')


def _duration(text: str) -> int:
    """Return nanoseconds; what is left of one is dropped."""
    unsigned = text[1:] if text[:1] in ("+", "-") else text
    if text == "" or unsigned == "0":
        return 0
    terms = list(_TERM.finditer(unsigned))
    if not terms or "".join(term[0] for term in terms) != unsigned:
        raise RefusalError(f'invalid duration "{text}"')
    total = sum(int(term[1] + term[2].ljust(19, "0")) * _UNITS[term[3]] // 10**19 for term in terms)
    return -total if text.startswith("-") else total
