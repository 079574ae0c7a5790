"""Files are replaced in one step, or left alone."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from ctxlint import api
from ctxlint.errors import CtxlintError
from ctxlint.fixes import Draft, write
from tests.fixes.projects import loaded, repairs
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

NAME = ".dockerignore"
LEAKING = {"Dockerfile": "FROM scratch\nCOPY main.py /\n", "main.py": "", "id_rsa": ""}


def draft(root: Path, before: bytes | None, after: bytes = b"new\n") -> Draft:
    return Draft(root / NAME, NAME, before, after)


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir())


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_the_mode_stays(tmp_path: Path, mode: int) -> None:
    (tmp_path / NAME).write_bytes(b"old\n")
    (tmp_path / NAME).chmod(mode)

    write(draft(tmp_path, b"old\n"), tmp_path)

    assert (tmp_path / NAME).read_bytes() == b"new\n"
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == mode
    assert names(tmp_path) == [NAME]


def test_a_new_file_has_the_mode_that_the_mask_leaves(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write(draft(tmp_path, None), tmp_path)
    finally:
        os.umask(mask)

    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o640
    assert names(tmp_path) == [NAME]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        pytest.param(b"edited\n", b"old\n", id="edited"),
        pytest.param(None, b"old\n", id="removed"),
        pytest.param(b"made\n", None, id="made"),
    ],
)
def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path, now: bytes | None, before: bytes | None) -> None:
    if now is not None:
        (tmp_path / NAME).write_bytes(now)

    with pytest.raises(CtxlintError, match=r"changed in the meantime"):
        write(draft(tmp_path, before), tmp_path)

    assert names(tmp_path) == ([NAME] if now is not None else [])
    assert now is None or (tmp_path / NAME).read_bytes() == now


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.write_bytes(b"old\n")
    root.mkdir()
    (root / NAME).symlink_to(outside)

    with pytest.raises(CtxlintError, match="outside of the project"):
        write(draft(root, b"old\n"), root)

    assert outside.read_bytes() == b"old\n"


def test_a_link_inside_stays_a_link(tmp_path: Path) -> None:
    write_tree(tmp_path, {**LEAKING, "shared/ignore": "*.md\n", NAME: "-> shared/ignore"})

    found = api.fix(loaded(tmp_path))
    for each in found.drafts:
        write(each, tmp_path)

    assert [each.file for each in found.drafts] == ["shared/ignore"]
    assert (tmp_path / NAME).is_symlink()
    assert (tmp_path / "shared/ignore").read_text() == "*.md\n\n# secrets\n**/id_rsa\n"


def test_what_is_not_a_file_is_advice(tmp_path: Path) -> None:
    found = repairs(tmp_path, {**LEAKING, f"{NAME}/": None})

    assert found.drafts == ()
    assert [advice.reason for advice in found.advice] == [f"{NAME} is not a file that the builder reads"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"old\n")
    (tmp_path / NAME).chmod(0o444)

    with pytest.raises(CtxlintError, match="permission denied"):
        write(draft(tmp_path, b"old\n"), tmp_path)


def test_a_directory_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CtxlintError, match=r"cannot be written .no such file"):
        write(draft(tmp_path / "gone", None), tmp_path)
