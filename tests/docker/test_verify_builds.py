"""Builds that fail, and builders that cannot do what is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ctxlint.model import Builder
from ctxlint.verify import Passed, Request
from tests.docker.verifying import STRICT, verified_tree
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.runs import Tree
    from tests.docker.engine import Driver, Engine

pytestmark = pytest.mark.docker


class Broken(NamedTuple):
    """A build that stops."""

    files: dict[str, str]
    line: int
    message: str


BROKEN = {
    "an ignored source": Broken(
        {"Dockerfile": "FROM {base}\nCOPY a.txt \\\n  b.txt /srv/\n", ".dockerignore": "# what we do not send\nb.*\n"}
        | {"a.txt": "", "b.txt": ""},
        3,
        "the build stops, as CTX105 says: COPY b.txt: line 2 of .dockerignore (b.*) excludes it",
    ),
    "a source that is nowhere": Broken(
        {"Dockerfile": "FROM {base}\nCOPY a.txt nowhere /srv/\n", "a.txt": ""},
        2,
        "the build stops, as CTX106 says: COPY nowhere: it does not exist in ./",
    ),
    "a command in a later stage": Broken(
        {
            "Dockerfile": "ARG WORDS=0\nFROM {base} AS one\nWORKDIR /a\nFROM one AS two\nENV A=b\n"
            'RUN ["python", "-c", "import sys; sys.exit(\'it breaks\')"]\nRUN ["python", "--version"]\n'
        },
        6,
        'the build stops at RUN ["python", "-c", "import sys; sys.exit(\'it breaks\')"]: ',
    ),
}


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize("case", BROKEN)
def test_a_build_that_stops(case: str, builder: str, python_base: str, tmp_path: Path) -> None:
    broken = BROKEN[case]
    files = {name: text.replace("{base}", python_base) for name, text in broken.files.items()}
    result = verified_tree(tmp_path, {**files, "ctxlint.toml": f'builder = "{builder}"\n'})
    assert result.errors == []
    (finding,) = result.report.findings
    assert (finding.code, finding.location.file, finding.location.line) == ("CTX902", "Dockerfile", broken.line)
    assert finding.message.startswith(broken.message)
    assert "breaks" not in case or "it breaks" in finding.message


CANNOT: dict[str, tuple[str, Request, str]] = {
    "a mount": (
        "FROM {base}\nRUN --mount=type=cache,target=/c true\n",
        STRICT,
        "Dockerfile:2: RUN --mount needs BuildKit",
    ),
    "a here-document": (
        "FROM {base}\nCOPY <<EOF /a\nx\nEOF\n",
        STRICT,
        "Dockerfile:2: a here-document needs BuildKit",
    ),
    "a link": ("FROM {base}\nCOPY --link a /a\n", STRICT, "Dockerfile:2: COPY --link needs BuildKit"),
    "a secret": (
        "FROM {base}\nCOPY a /a\n",
        Request(passed=Passed(secrets=("id=x,src=a",))),
        "Dockerfile: --secret needs BuildKit",
    ),
}


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("case", CANNOT)
def test_what_only_buildkit_can_do(
    case: str, python_base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dockerfile, request, message = CANNOT[case]
    monkeypatch.setenv("PATH", str(tmp_path))  # no docker client, and so nothing that drives BuildKit
    files: Tree = {
        "job/Dockerfile": dockerfile.replace("{base}", python_base),
        "job/a": "",
        "ctxlint.toml": '[services.job]\ndockerfile = "job/Dockerfile"\ncontext = "job"\n',
    }
    result = verified_tree(tmp_path, files, request)
    assert result.errors == [f"job/{message}, and there is no BuildKit here; docker buildx brings it"]
    assert result.report.exit_code == 2


def test_an_engine_whose_buildkit_nobody_drives_builds_classically(
    python_base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    files = {
        "Dockerfile": f'FROM {python_base}\nWORKDIR /nobody\nCOPY . .\nCMD ["python", "main.py"]\n',
        # In today's dialect the module is there; the classic builder would not look into an excluded directory.
        ".dockerignore": "*\n!**/*.py\n",
        "main.py": "import inner.module\n",
        "inner/module.py": "",
        "left/out.txt": "",
    }
    result = verified_tree(tmp_path, files)
    assert result.found == result.errors == []
    assert result.results["inner.module"] == "ok"


def test_arguments_and_secrets_reach_the_build(python_base: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden", encoding="utf-8")
    check = "import os; assert open('/run/secrets/key').read() == 'hidden' and os.environ['WORD'] == 'said'"
    files = {
        "Dockerfile": f"FROM {python_base} AS wanted\nARG WORD\n"
        f'RUN --mount=type=secret,id=key ["python", "-c", "{check}"]\n'
        'COPY main.py /srv/\nCMD ["python", "/srv/main.py"]\nFROM wanted\nRUN ["never"]\n',
        "main.py": "",
        "ctxlint.toml": '[services.job]\ndockerfile = "Dockerfile"\ntarget = "wanted"\n',
    }
    request = Request(build_args={"WORD": "said"}, passed=Passed(secrets=(f"id=key,src={secret}",)))
    result = verified_tree(tmp_path, files, request)
    assert result.found == result.errors == []


ASKING = (
    "import os, socket; agent = socket.socket(socket.AF_UNIX); agent.connect(os.environ['SSH_AUTH_SOCK']); "
    # An agent is asked which keys it has (11), and answers how many (12).
    "agent.sendall(bytes([0, 0, 0, 1, 11])); assert agent.recv(5, socket.MSG_WAITALL)[4] == 12"
)


@pytest.mark.skipif(not shutil.which("ssh-agent"), reason="there is no ssh-agent")
def test_an_agent_for_ssh_reaches_the_build(python_base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dockerfile = f'FROM {python_base}\nRUN --mount=type=ssh ["python", "-c", "{ASKING}"]\nCOPY main.py /srv/\n'
    files = {"Dockerfile": dockerfile + 'CMD ["python", "/srv/main.py"]\n', "main.py": ""}
    agent = tmp_path / "agent"
    with subprocess.Popen(["ssh-agent", "-D", "-a", agent], stdout=subprocess.DEVNULL) as process:
        try:
            while not agent.exists():
                assert process.poll() is None
                time.sleep(0.05)
            monkeypatch.setenv("SSH_AUTH_SOCK", str(agent))
            result = verified_tree(tmp_path, files, Request(passed=Passed(ssh=("default",))))
        finally:
            process.terminate()
    assert result.found == result.errors == []


NOTING = """\
#!/bin/sh
case "$1 $2" in
"buildx version") {hidden} ;;
version*) ;;
*) echo "$*" >>"$0.words" ;;
esac
exec {client} "$@"
"""


def commands(directory: Path, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Put a ``docker`` before all others, which builds in one way only; gives the words of its only build."""
    script = NOTING.format(client=driver.client.path, hidden="" if driver.buildx else "exit 1")
    docker = write_tree(directory, {"docker": script}) / "docker"
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", f"{directory}:{os.environ['PATH']}")

    def words() -> list[str]:
        (line,) = (directory / "docker.words").read_text("utf-8").splitlines()
        return line.split()

    return words


IGNORING = {
    "main.py": "import inner.kept\n",
    "inner/kept.py": "",
    # Docker before 23 takes inner/kept.py back, and today's does not.
    ".dockerignore": "**/kept.py\n!inner/\n",
}


@pytest.mark.parametrize("dialect", [Builder.BUILDKIT, Builder.LEGACY])
def test_each_client_builds_what_the_dialect_says(
    dialect: Builder, reading_engine: Engine, python_base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client whose reading is another gets a copy of the files that count, and else the context itself."""
    driver = reading_engine.driver
    words = commands(tmp_path / "bin", driver, monkeypatch)
    dockerfile = f'FROM {python_base}\nWORKDIR /srv\nCOPY . .\nCMD ["python", "main.py"]\n'
    files = {**IGNORING, "Dockerfile": dockerfile, "ctxlint.toml": f'builder = "{dialect}"\n'}
    result = verified_tree(tmp_path, files)
    assert result.errors == []
    assert [found[:6] for found in result.found] == (["CTX901"] if dialect is Builder.BUILDKIT else [])
    assert words()[: len(driver.build)] == driver.build
    assert (words()[-1] == str(tmp_path / "project")) is (driver.dialect is dialect)
