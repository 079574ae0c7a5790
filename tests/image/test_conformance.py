"""What real builds made of a thousand small trees, against the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import ctxlint
from ctxlint import CopySourceError, CtxlintError
from tests.helpers import LINK, vectors, write_tree

if TYPE_CHECKING:
    from pathlib import Path

VECTORS = list(enumerate(vectors("image.jsonl")))
CHUNK = 50
CHUNKS = [VECTORS[start : start + CHUNK] for start in range(0, len(VECTORS), CHUNK)]


def outcome(root: Path, vector: dict[str, Any]) -> dict[str, Any]:
    """What the model says, in the form of the vectors."""
    files = {path: None if path.endswith("/") else path for path in vector["tree"]}
    files |= {path: LINK + target for path, target in vector["links"].items()}
    if vector["ignore"] is not None:
        files[".dockerignore"] = vector["ignore"]
    write_tree(root / "context", files)
    write_tree(root, {"Dockerfile": vector["dockerfile"]})
    service = ctxlint.service(
        root / "context", dockerfile=root / "Dockerfile", target=vector["target"], build_args=vector["build_args"]
    )
    try:
        image = dict(service.image.files)
    except CtxlintError as error:
        path = error.path if isinstance(error, CopySourceError) else None
        return {"error": {"kind": error.kind, "path": path}}
    files_only = [path for path in service.transferred.paths if not path.endswith("/")]
    return {"image": image, "transferred": files_only}


def expected(vector: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The vector's own outcome; where the builder does not name a path, whatever was found will do."""
    if "error" not in vector:
        return {"image": vector["image"], "transferred": sorted(vector["transferred"])}
    path = vector["error"].get("path") or found.get("error", {}).get("path")
    return {"error": {"kind": vector["error"]["kind"], "path": path}}


@pytest.mark.parametrize("chunk", CHUNKS, ids=lambda chunk: f"{chunk[0][0]}-{chunk[-1][0]}")
def test_images(chunk: list[tuple[int, dict[str, Any]]], tmp_path: Path) -> None:
    for number, vector in chunk:
        found = outcome(tmp_path / str(number), vector)

        assert found == expected(vector, found), f"vector {number}\n{vector['dockerfile']}"


def test_the_vectors_are_here() -> None:
    assert len(VECTORS) == 1000
