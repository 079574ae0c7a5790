"""A wheel, a wheel made from the source distribution, and an editable install: rule data is in all of them."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.helpers import copy_sources

ROOT = Path(__file__).parent.parent
RULES = sorted(path.name for path in (ROOT / "rules").glob("*.toml"))


def run(*command: str | Path, cwd: Path, path: Path | None = None) -> str:
    environment = {"PYTHONPATH": str(path)} if path else {}
    result = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def build(kind: str, source: Path, out: Path) -> Path:
    run(sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", out, source, cwd=source)
    return next(out.iterdir())


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("checkout")
    copy_sources(source)
    return build("--sdist", source, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    unpacked = tmp_path_factory.mktemp("source")
    with tarfile.open(sdist) as archive:
        archive.extractall(unpacked, filter="data")
    return build("--wheel", next(unpacked.iterdir()), tmp_path_factory.mktemp("wheel"))


def test_the_wheel_made_from_the_sdist_holds_the_rules(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert sorted(Path(name).name for name in names if name.startswith("ctxlint/rules/CTX")) == RULES
    assert "ctxlint/py.typed" in names


def test_every_package_is_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "ctxlint").rglob("*.py")}

    assert modules <= set(names)


def test_the_wheel_works_from_another_directory(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    run(sys.executable, "-m", "zipfile", "-e", wheel, site, cwd=tmp_path)

    printed = run(sys.executable, "-m", "ctxlint", "rule", "CTX403", cwd=tmp_path, path=site)
    place = run(sys.executable, "-c", "import ctxlint; print(ctxlint.__file__)", cwd=tmp_path, path=site)

    assert "negation-without-effect" in printed
    assert Path(place.strip()).is_relative_to(site)


def test_the_editable_install_works_from_another_directory(tmp_path: Path) -> None:
    assert "negation-without-effect" in run(sys.executable, "-m", "ctxlint", "rule", "CTX403", cwd=tmp_path)
