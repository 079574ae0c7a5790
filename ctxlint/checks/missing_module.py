"""A module that the image lacks, where else it may be, and what speaks for its being found after all."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.checks.capitals import means_twin
from ctxlint.checks.distributions import is_from_index, is_installed_by_name
from ctxlint.checks.required import excluding_line
from ctxlint.checks.whereabouts import (
    hiding_mount,
    is_dev_container,
    is_development_only,
    place_in_image,
    root_of,
    source_of,
)
from ctxlint.imports import Kind
from ctxlint.runtime import ANYTHING, generates, runs_tasks
from ctxlint.start import Files

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from ctxlint.imports import Missing
    from ctxlint.model import Mount
    from ctxlint.runtime import Reached


class MissingModule(Struct, frozen=True, dict=True):
    """A missing module and where the repository has it."""

    service: Service
    item: Reached
    missing: Missing

    @property
    def path(self) -> str:
        """Where the repository has the module, relative to the project root: a package's directory or a file."""
        return source_of(self.missing.repository)

    @property
    def inside(self) -> str | None:
        """The same relative to the context, if it lies there."""
        prefix = self.service.prefix
        return self.path[len(prefix) :] if self.path.startswith(prefix) else None

    @property
    def because(self) -> str:
        """Why the image does not have it."""
        if self.missing.is_miscased:
            return "not-copied"
        if self.inside is None:
            return "outside"
        return "ignored" if excluding_line(self.service, self.inside) else "not-copied"

    @property
    def is_explained(self) -> bool:
        """Whether the process finds the module after all, as far as anybody can tell."""
        if self.missing.is_miscased:
            return not means_twin(self.service, self.missing)
        brought = self.mount is not None and is_development_only(self.service, self.mount)
        return (
            brought
            or self.is_installed
            or self.is_installed_by_task
            or self.is_on_another_path
            or self.is_of_base
            or self.is_guessed_twice
            or is_dev_container(self.service)
        )

    @property
    def is_of_base(self) -> bool:
        """Whether the base image is one of one's own that is all of the program, or has the name of the package."""
        if not self.files.has_own_base or (self.because == "ignored" and "." in self.missing.module):
            return False
        names = re.split(r"[/:@]", (self.files.base_reference or "").lower().replace("-", "_"))
        return not self.files.has_sources or self.missing.module.partition(".")[0].lower() in names

    @property
    def is_guessed_twice(self) -> bool:
        """Whether neither the start nor the context is known, which a module outside of it speaks against."""
        return self.because == "outside" and self.service.definition.guessed and self.item.start == ANYTHING

    @property
    def is_installed(self) -> bool:
        """Whether it comes from a package index, although the repository has its source, too."""
        if self.because == "outside":
            return is_from_index(self.service, self.path)
        return is_installed_by_name(self.service, self.path)

    @property
    def is_installed_by_task(self) -> bool:
        """Whether a task runner, whose tasks are not followed, may have installed what the image has elsewhere."""
        return self.place is not None and bool(self.place_root) and runs_tasks(self.service.build)

    @property
    def is_on_another_path(self) -> bool:
        """Whether the image has it in a place that a change of ``sys.path`` is likely to add."""
        return bool(self.item.reach.path_changes) and self.place is not None and bool(self.place_root)

    @property
    def place_root(self) -> str | None:
        """The directory that would have to be searched for :attr:`place` to be found."""
        return root_of(self.place or "", self.missing.module)

    @property
    def is_possible(self) -> bool:
        """Whether something outside the model may bring the module after all."""
        certain = self.missing.kind is Kind.EAGER and not self.missing.doubtful and not self.item.start.optional
        elsewhere = self.files.has_own_base or (self.place is not None and self.files.inherits_workdir)
        made = self.service.definition.prepared or generates(self.service.build)
        return not certain or elsewhere or bool(self.item.reach.path_changes) or made

    @property
    def tail(self) -> str:
        """Its path below an import root."""
        return self.missing.module.replace(".", "/") + (".py" if self.path.endswith(".py") else "")

    @cached_property
    def files(self) -> Files:
        """The files of the image."""
        return Files(self.service.image, self.service.read)

    @cached_property
    def place(self) -> str | None:
        """Where the image has it after all, in a place or by a name that Python does not find."""
        return place_in_image(self.service, self.inside) if self.because == "not-copied" and self.inside else None

    @cached_property
    def mount(self) -> Mount | None:
        """The volume that hides it all on the machine that has the repository."""
        found = (hiding_mount(self.service, posixpath.join(root, self.tail), self.path) for root in self.item.roots)
        return next((mount for mount in found if mount), None)
