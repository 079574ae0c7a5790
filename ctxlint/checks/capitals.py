"""Whether an import really means a module of the project whose name has other capital letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.checks.distributions import is_required
from ctxlint.imports import scan

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from ctxlint.imports import Missing, Module


def means_twin(service: Service, missing: Missing) -> bool:
    """Below a package of the project there is nothing else to mean; a top-level name may be a distribution's.

    Then the import has to go on with names that the module of the project has, and nothing may require the
    distribution.
    """
    if "." in missing.module:
        return True
    if is_required(service, missing.module):
        return False
    if missing.wanted != missing.module or not missing.chain:
        return True
    used = _used(service, missing)
    return bool(used) and used <= _names_of(service, missing.repository)


def _used(service: Service, missing: Missing) -> set[str]:
    """The names that the importer takes out of the module."""
    source = service.read(missing.chain[-1].file) or b""
    taken = (found.names for found in scan(source).imports if found.module == missing.module and not found.level)
    attributes = re.findall(rf"\b{re.escape(missing.module)}\.([A-Za-z_]\w*)".encode(), source)
    return {name for names in taken for name in names} | {name.decode() for name in attributes}


def _names_of(service: Service, module: Module) -> set[str]:
    text = service.workspace.text(module.path.strip("/")) or ""
    return set(scan(text.encode()).bindings)
