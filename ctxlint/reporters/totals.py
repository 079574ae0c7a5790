"""What a report says about a service as a whole: each number is ``None`` when it could not be computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from ctxlint.errors import CtxlintError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxlint.analysis import Service

Value = TypeVar("Value")


class Totals(Struct, frozen=True):
    """Files and bytes of a set."""

    files: int
    bytes: int


def known(read: Callable[[], Value]) -> Value | None:
    """Give what ``read`` gives, unless it fails in an expected way."""
    try:
        return read()
    except CtxlintError:
        return None


def filtered_totals(service: Service) -> Totals | None:
    """Measure the context minus what is ignored."""
    return known(lambda: Totals(service.context.files, service.context.bytes))


def transferred_totals(service: Service) -> Totals | None:
    """Measure what the builder asks for."""
    return known(lambda: Totals(service.transferred.files, service.transferred.bytes))


def image_files(service: Service) -> int | None:
    """Count the files that the instructions are known to leave in the image; ``None`` when the build would stop."""
    return known(lambda: sum(not path.endswith("/") for path in service.image.files))
