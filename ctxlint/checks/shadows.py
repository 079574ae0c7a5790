"""Modules of the image that hide what an import means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.checks.base import Check
from ctxlint.model import Hit, Location, Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.analysis import Service
    from ctxlint.imports import Shadow


class ShadowedModules(Check, frozen=True):
    """Imports that find a module of the same name that lacks what they want."""

    def __call__(self, service: Service) -> Iterator[Hit]:
        """One hit for each module that hides another one, at the first import that fails."""
        found: dict[str, Shadow] = {}
        for item in service.reached:
            for shadow in item.shadows:
                found.setdefault(shadow.hider.path, shadow)
        for shadow in found.values():
            yield _hit(service, shadow)


def _hit(service: Service, shadow: Shadow) -> Hit:
    place = shadow.place
    hider = service.path(shadow.hider.file.path) if shadow.hider.file else shadow.hider.path
    values = {
        "wanted": shadow.wanted,
        "hider": hider,
        "place": shadow.hider.path,
        "module": shadow.hider.name,
        "hidden": shadow.hidden.path if shadow.hidden else "",
    }
    where = Location(service.path(place.file.path), max(place.line, 1), max(place.column, 1))
    related = (Related(Location(hider), "this file is found instead"),) if shadow.hider.file else ()
    return Hit(where, values, "module" if shadow.hidden else "", related, (hider,), shadow.wanted)
