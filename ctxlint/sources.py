"""What the sources of a project say: each file is read and scanned once, for all services and from run to run."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from ctxlint.cache import Cache
from ctxlint.context import Origin
from ctxlint.data import Reading, may_read, read_source
from ctxlint.data.stored import reading_from_json, reading_to_json
from ctxlint.imports import Scan, Sources, rough_scan, scan
from ctxlint.imports.stored import scan_from_json, scan_to_json
from ctxlint.imports.values import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ctxlint.cache import Facts
    from ctxlint.context import File


class _Record(Struct):
    """What is known of one file."""

    rough: Scan
    may_read: bool = False
    facts: Facts = field(default_factory=dict)
    exact: Scan | None = None
    reading: Reading | None = None


_ABSENT = _Record(UNREADABLE, exact=UNREADABLE, reading=Reading())


class Library:
    """The records of all files of a project."""

    def __init__(self, cache: Cache | None = None) -> None:
        self.cache = cache or Cache()
        self._records: dict[str, _Record] = {}

    def at(self, path: str, read: Callable[[], bytes | None]) -> _Record:
        """The record of a file on the disk."""
        record = self._records.get(path)
        if record is None:
            record = self._records[path] = self._found(path, read)
        return record

    def _found(self, path: str, read: Callable[[], bytes | None]) -> _Record:
        look, facts = self.cache.find(path)
        if facts is not None and (record := _remembered(facts)):
            return record
        source = read()
        if source is None:
            return _ABSENT
        facts = self.cache.facts(path, look, source)
        return _remembered(facts) or _new(source, facts)


def _remembered(facts: Facts) -> _Record | None:
    """A record from an earlier run, unless something is wrong with it."""
    try:
        exact = scan_from_json(facts["exact"]) if "exact" in facts else None
        reading = reading_from_json(facts["reading"]) if "reading" in facts else None
        return _Record(scan_from_json(facts["rough"]), facts["may_read"] is True, facts, exact, reading)
    except (LookupError, ValueError, TypeError):
        return None


def _new(source: bytes, facts: Facts) -> _Record:
    record = _Record(rough_scan(source), may_read(source), facts)
    facts.clear()
    facts.update(rough=scan_to_json(record.rough), may_read=record.may_read)
    return record


class ServiceSources:
    """The sources of one service, whose files are relative to its context."""

    def __init__(self, library: Library, context: Path, read: Callable[[File], bytes | None]) -> None:
        self._library = library
        self._context = str(context)
        self._read = read
        self._records: dict[str, _Record] = {}
        self.scans = Sources(self.exact, self.rough)

    def _record(self, file: File) -> _Record:
        if file.origin is not Origin.CONTEXT:
            source = self._read(file)
            return _ABSENT if source is None else _new(source, {})
        record = self._records.get(file.path)
        if record is None:
            path = os.path.join(self._context, file.path)
            record = self._records[file.path] = self._library.at(path, partial(self._read, file))
        return record

    def rough(self, file: File) -> Scan:
        """At least what a file imports."""
        return self._record(file).rough

    def exact(self, file: File) -> Scan:
        """What it imports."""
        record = self._record(file)
        if record.exact is None:
            source = self._read(file)
            record.exact = UNREADABLE if source is None else scan(source)
            self._remember(record, exact=scan_to_json(record.exact))
        return record.exact

    def reading(self, file: File, *, constants: bool = False) -> Reading:
        """What it reads; with ``constants`` it is asked for those even when it seems to open nothing itself."""
        record = self._record(file)
        if not constants and not record.may_read:
            return Reading()
        if record.reading is None:
            source = self._read(file)
            record.reading = Reading() if source is None else read_source(source, constants=True)
            self._remember(record, reading=reading_to_json(record.reading))
        return record.reading

    def _remember(self, record: _Record, **facts: list[Any]) -> None:
        record.facts.update(facts)
        self._library.cache.touch()
