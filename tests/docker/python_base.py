"""An image with this machine's own Python, for machines that reach no registry."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEFT_OUT = {"__pycache__", "dist-packages", "ensurepip", "idlelib", "lib2to3", "site-packages", "test", "tkinter"}
_LIBRARY = re.compile(r"(/\S+) \(0x")
"""How ``ldd`` shows a file: ``libc.so.6 => /lib/libc.so.6 (0x…)``, or its path alone for the loader."""


def _interpreter() -> Path:
    return Path(sys.executable).resolve()


def _standard_library() -> Iterator[Path]:
    for directory, directories, names in os.walk(sysconfig.get_path("stdlib")):
        directories[:] = sorted(set(directories) - _LEFT_OUT)
        yield from (Path(directory, name) for name in sorted(names) if not name.endswith(".a"))


def _shared_libraries(files: Iterable[Path]) -> set[Path]:
    shown = subprocess.run(["ldd", *map(str, files)], capture_output=True, text=True, check=False).stdout
    return {Path(path) for path in _LIBRARY.findall(shown)}


def write_python(archive: Path) -> list[str]:
    """Write the interpreter and all that it needs, each file where it is here; returns the image's settings."""
    files = [_interpreter(), *_standard_library()]
    libraries = _shared_libraries([files[0], *(file for file in files if ".so" in file.suffixes)])
    with tarfile.open(archive, "w", dereference=True) as opened:
        for file in (*files, *sorted(libraries)):
            opened.add(file, recursive=False)
        link = tarfile.TarInfo("usr/bin/python")
        link.type, link.linkname = tarfile.SYMTYPE, str(files[0])
        opened.addfile(link)
    directories = ":".join(sorted({str(library.parent) for library in libraries}))
    return ["ENV PATH=/usr/bin", f"ENV LD_LIBRARY_PATH={directories}"]
