"""Source -> at least what it imports, an order of magnitude faster than by its syntax tree.

Strings and comments may add imports that are none; no import is ever missed. Whatever is hard to see in the bytes
is left to the exact scan.
"""

from __future__ import annotations

from ctxlint.imports.names import path_change
from ctxlint.imports.parsing import MAX_SIZE, is_plain, looks_broken
from ctxlint.imports.scan import imports_by_name, scan
from ctxlint.imports.statements import statements
from ctxlint.imports.values import Scan


def rough_scan(source: bytes) -> Scan:
    """At least what a source imports, without places and kinds."""
    if len(source) > MAX_SIZE or b"\0" in source or not is_plain(source) or imports_by_name(source):
        return scan(source)
    if looks_broken(source):
        return scan(source)
    found = statements(source)
    if found is None:
        return scan(source)
    return Scan(tuple(wanted for _, wanted in found), changes_path=path_change(source))
