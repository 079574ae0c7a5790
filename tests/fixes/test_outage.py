"""The outage, repaired."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ctxlint import api
from ctxlint.fixes import write
from tests.fixes.projects import codes, loaded

OUTAGE = Path(__file__).parent.parent.parent / "examples" / "outage"


@pytest.fixture
def outage(tmp_path: Path) -> Path:
    return shutil.copytree(OUTAGE, tmp_path / "outage")


def fix(root: Path, *, unsafe: bool) -> None:
    for draft in api.fix(loaded(root), unsafe=unsafe).drafts:
        write(draft, root)


def changed(root: Path) -> list[str]:
    old, new = ((place / ".dockerignore").read_text().splitlines() for place in (OUTAGE, root))
    return [f"-{line}" for line in old if line not in new] + [f"+{line}" for line in new if line not in old]


def test_one_line_brings_three_packages_back(outage: Path) -> None:
    fix(outage, unsafe=False)

    assert changed(outage) == ["-**/monitoring/", "+/monitoring/"]
    assert not {"CTX101", "CTX102", "CTX103", "CTX403"} & set(codes(outage))
    images = {service.name: service.image.known_files() for service in loaded(outage).services}
    assert images["backend"]["/srv/backend/app/services/monitoring/health.py"]
    assert images["auth"]["/srv/auth/monitoring/audit.py"]
    assert images["frontend"]["/srv/frontend/monitoring/metrics.py"]
    assert not any((path or "").startswith("monitoring/") for files in images.values() for path in files.values())


def test_with_consent_nothing_is_left_to_find(outage: Path) -> None:
    fix(outage, unsafe=True)

    assert codes(outage) == []
    assert api.check(loaded(outage)).findings == ()
    assert {"-*.key", "+**/*.key"} <= set(changed(outage))
