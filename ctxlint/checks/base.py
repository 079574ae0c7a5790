"""What every check is: a question with options, asked about one service."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.model import Hit


class Check(Struct, frozen=True):
    """A pure generator of hits; its fields are the options that rule data and the configuration may set.

    A check knows neither severity, nor codes, nor suppression. It may raise :class:`~ctxlint.errors.CtxlintError`
    where a part of the service cannot be told.
    """

    observes: ClassVar[bool] = False
    """It asks what a real build and container have shown, and says nothing where there were none."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """The places where the answer is yes."""
        raise NotImplementedError
