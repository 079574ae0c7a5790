"""``airflow``: the DAGs of the image, and the plugins beside them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.context import Directory, File, walk
from ctxlint.start.values import Start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome

_HOMES = ("/opt/airflow", "/usr/local/airflow", "/root/airflow")
_MAX_FILES = 1_000


def run_airflow(call: Call) -> Iterator[Outcome]:
    """Every file of the directory of DAGs that speaks of both; Airflow puts it and two others on the search path."""
    home = call.variable("AIRFLOW_HOME")
    homes = (home,) if home else _HOMES
    places = [posixpath.join(each, "dags") for each in homes]
    dags = call.variable("AIRFLOW__CORE__DAGS_FOLDER") or next(filter(call.files.is_directory, places), places[0])
    above = home or posixpath.dirname(dags)
    front = (dags, posixpath.join(above, "config"), posixpath.join(above, "plugins"))
    files = [*_dags(call, dags), *call.files.expand(posixpath.join(above, "plugins", "*.py"))]
    if not files:
        yield call.opaque("the directory of its DAGs names the modules")
        return
    # One of them that fails is left out of the schedule; the others go on.
    inside = replace(call, situation=replace(call.situation, optional=True))
    start = inside.script(files[0], *front, words="loads its DAGs")
    yield replace(start, also=tuple(files[1:])) if isinstance(start, Start) else start


def _dags(call: Call, directory: str) -> Iterator[str]:
    node = call.files.node(directory)
    for number, (path, file) in enumerate(walk(node) if isinstance(node, Directory) else ()):
        if number < _MAX_FILES and isinstance(file, File) and path.endswith(".py"):
            text = (call.files.text_of(file) or "").lower()
            if "dag" in text and "airflow" in text:
                yield posixpath.join(directory, path)
