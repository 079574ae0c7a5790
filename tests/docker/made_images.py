"""Images of a few files, without a build."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.docker.engine import Engine


@contextmanager
def made_image(engine: Engine, root: Path, files: dict[str, bytes], architecture: str = "amd64") -> Iterator[str]:
    """An image of just these files."""
    layer = tar_of(files)
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": dict([engine.label.split("=")])},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
    }
    name = f"ctxlint-test/{root.name.lower().strip('_')}:{engine.run_id}"
    manifest = [{"Config": "config.json", "RepoTags": [name], "Layers": ["layer.tar"]}]
    archive = root / "image.tar"
    parts = {"config.json": json.dumps(config).encode(), "manifest.json": json.dumps(manifest).encode()}
    archive.write_bytes(tar_of({"layer.tar": layer, **parts}))
    engine.client.ask("load", "--input", str(archive))
    try:
        yield name
    finally:
        engine.remove([name])


def tar_of(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o755
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()
