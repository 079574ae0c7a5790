"""What ``ctxlint verify`` says of real builds and containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.verify import Request, RunSettings
from tests.docker.test_outage import SERVICES, copy_of
from tests.docker.verifying import verified, verified_tree

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.docker


def test_the_outage_dies_exactly_as_predicted(python_base: str, tmp_path: Path) -> None:
    report = verified(copy_of("outage", tmp_path, python_base)).report
    assert {finding.code for finding in report.findings} == {"CTX901"}
    dead = {finding.service: finding for finding in report.findings}
    assert sorted(dead) == sorted(SERVICES)
    for finding in dead.values():
        assert "as CTX102 says" in finding.message
        assert finding.related[0].location.line == 11


def test_its_repaired_twin_imports_everything(python_base: str, tmp_path: Path) -> None:
    result = verified(copy_of("outage-fixed", tmp_path, python_base))
    assert result.report.exit_code == 0
    assert result.found == result.errors == []
    for service in result.report.services:
        assert service.observation
        assert service.observation.imports
        assert service.observation.succeeded == service.observation.imports
        assert service.observation.differences == ()


SHAPES = {
    "several stages": {
        "Dockerfile": "FROM {base} AS made\nWORKDIR /made\nCOPY app app\n"
        'FROM {base}\nWORKDIR /srv\nCOPY --from=made /made /srv\nCMD ["python", "-m", "app.main"]\n',
        "app/__init__.py": "",
        "app/main.py": "from app import helper\n",
        "app/helper.py": "",
    },
    "a namespace package, by a user who is not root": {
        "Dockerfile": "FROM {base}\nWORKDIR /srv\nCOPY src src\nENV PYTHONPATH=/srv/src\nUSER 1000:1000\n"
        'CMD ["python", "-m", "company.shop.main"]\n',
        "src/company/shop/main.py": "import os\nfrom company.shared import names\nassert os.getuid() == 1000\n",
        "src/company/shared/names.py": "",
    },
    "a script whose directory is searched": {
        "Dockerfile": 'FROM {base}\nCOPY . /opt/job\nWORKDIR /\nCMD ["python", "/opt/job/run.py"]\n',
        "run.py": "import steps\nif __name__ == '__main__':\n    raise SystemExit(steps.go())\n",
        "steps.py": "def go():\n    return 1\n",
    },
    "a program that nothing guards": {
        "Dockerfile": 'FROM {base}\nWORKDIR /srv\nCOPY tool tool\nCMD ["python", "-m", "tool"]\n',
        "tool/__init__.py": "",
        "tool/__main__.py": "import sys\nfrom tool import work\nsys.exit(0)\n",
        "tool/work.py": "",
    },
    "a Python that is not on the path": {
        "Dockerfile": 'FROM {base}\nENV PATH=/nowhere\nWORKDIR /srv\nCOPY main.py .\nENTRYPOINT ["/usr/bin/python"]\n'
        'CMD ["main.py"]\n',
        "main.py": "import json\n",
    },
    "a Dockerfile in the compose file": {
        "compose.yaml": "services:\n  job:\n    environment: {{COLOR: red}}\n    build:\n      dockerfile_inline: |\n"
        '        FROM {base}\n        WORKDIR /job\n        COPY main.py .\n        CMD ["python", "main.py"]\n',
        "main.py": "import os\nassert os.environ['COLOR'] == 'red'\n",
    },
}


CLASSIC = ("several stages", "a Dockerfile in the compose file")
"""They begin with different steps: the classic builder fails when a step in its cache is removed meanwhile."""


@pytest.mark.parametrize(
    ("shape", "builder"), [*((shape, "buildkit") for shape in SHAPES), *((shape, "classic") for shape in CLASSIC)]
)
def test_a_healthy_service(shape: str, builder: str, python_base: str, tmp_path: Path) -> None:
    files = {name: text.format(base=python_base) if "{base}" in text else text for name, text in SHAPES[shape].items()}
    result = verified_tree(tmp_path, {**files, "ctxlint.toml": f'builder = "{builder}"\n'})
    assert result.found == result.errors == []
    assert set(result.results.values()) == {"ok"}
    assert len(result.results) >= 1
    assert result.seen.compared


def files_of(base: str, **sources: str) -> dict[str, str]:
    """A service that imports all of these, each in its own module."""
    return {
        "Dockerfile": f'FROM {base}\nWORKDIR /srv\nCOPY app app\nCMD ["python", "-m", "app.main"]\n',
        "app/__init__.py": "",
        "app/main.py": f"if __name__ == '__main__':\n    from app import {', '.join(sources)}\n",
        **{f"app/{name}.py": source for name, source in sources.items()},
    }


FORGING = """
import os
for number in range(3, 20):
    try:
        os.write(number, b'{}')
    except OSError:
        pass
"""
RIGHTLESS = """
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
assert int(status["NoNewPrivs"]) == 1
"""
SURPRISES = {
    "writes": ("import os\nos.mkdir('/srv/logs')\n", "read-only"),
    "writes_where_it_may": ("open('/srv/data/x', 'w').close()\n", "ok"),
    "scratch": ("open('/tmp/x', 'w').close()\n", "ok"),
    "hangs": ("import time\ntime.sleep(1000)\n", "hang"),
    "leaves": ("import os\nos._exit(3)\n", "exit"),
    "quits": ("raise SystemExit('no')\n", "exit"),
    "killed": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "exit"),
    "floods": ("import os\nfor _ in range(20000):\n    print('x' * 1000)\n", "ok"),
    "forges": (FORGING, "ok"),
    "wants": ("import os\nos.environ['DATABASE_URL']\n", "environment"),
    "wants_a_number": ("import os\nint(os.environ.get('PORT'))\n", "environment"),
    "wants_in_words": ("raise RuntimeError('SECRET_KEY must be set')\n", "environment"),
    "connects": ("import socket\nsocket.create_connection(('10.0.0.1', 80), 1)\n", "network"),
    "asks_for_a_name": ("import socket\nsocket.getaddrinfo('database', 80)\n", "network"),
    "lacks": ("import no_such_distribution\n", "import"),
    "breaks": ("1 / 0\n", "error"),
    "does_not_parse": ("def\n", "error"),
    "copes": ("try:\n    import no_such_distribution\nexcept ImportError:\n    pass\n", "ok"),
    "starts": ("import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n", "ok"),
    "has_no_rights": (RIGHTLESS, "ok"),
}


def test_modules_that_surprise(python_base: str, tmp_path: Path) -> None:
    sources = {name: source for name, (source, _) in SURPRISES.items()}
    request = Request(settings=RunSettings(timeout=10, writable=("/srv/data",)))
    result = verified_tree(tmp_path, files_of(python_base, **sources), request)
    wanted = {f"app.{name}": trouble for name, (_, trouble) in SURPRISES.items()}
    assert result.results == {"app": "ok", "app.main": "ok", **wanted}
    lacking = {each.module: each.failure.lacking for each in result.seen.imports if each.failure}
    assert lacking["app.wants"] == "DATABASE_URL"
    assert lacking["app.wants_a_number"] == "PORT"
    assert lacking["app.wants_in_words"] == "SECRET_KEY"
    assert lacking["app.leaves"] == "3"
