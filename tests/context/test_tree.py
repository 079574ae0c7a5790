"""Trees in memory."""

from __future__ import annotations

import pytest

from ctxlint.context import Directory, File, Link, lookup, plant

PLANTED = ["new", "web/new", "a/b/c"]
IN_THE_WAY = ["web/index.html/x", "link/x", "web/index.html", "web"]


def tree() -> Directory:
    return Directory({"web": Directory({"index.html": File("web/index.html", 5)}), "link": Link("web")})


@pytest.mark.parametrize("path", PLANTED)
def test_plant(path: str) -> None:
    root = tree()
    plant(root, path)
    assert lookup(root, path) == File(path)


@pytest.mark.parametrize("path", IN_THE_WAY)
def test_what_is_there_stays(path: str) -> None:
    root, before = tree(), tree()
    plant(root, path)
    assert lookup(root, "web/index.html") == lookup(before, "web/index.html")
    assert lookup(root, "link") == Link("web")
    assert isinstance(lookup(root, "web"), Directory)
