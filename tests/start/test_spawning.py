"""Scripts that start something else: Python with ``subprocess``, shells with ``$(…)``."""

from __future__ import annotations

import pytest

from tests.start.images import shown, starting

FILES = {"app/__init__.py": "", "app/__main__.py": "", "app/web.py": "", "tool.py": "", "bin/x.py": ""}
HEAD = "FROM python:3.12\nWORKDIR /srv\nCOPY . .\n"
RUN = "/srv/run.py < /srv"
APP = "app.__main__ < /srv"

SPAWNS = [
    ("the interpreter", "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'app'])", [RUN, APP]),
    ("of an environment", "subprocess.check_call([context.env_exe, '-m', 'app'] + sys.argv[1:])", [RUN, APP]),
    ("by name", "subprocess.Popen(['python3', '-m', 'app', *args])", [RUN, APP]),
    ("a script", "subprocess.call([sys.executable, 'tool.py'])", [RUN, "/srv/tool.py < /srv"]),
    ("another place", "subprocess.call(['python', 'x.py'], cwd='bin')", [RUN, "/srv/bin/x.py < /srv/bin"]),
    ("a server", "import subprocess\nsubprocess.run(['uvicorn', 'app.web:app'])", [RUN, "app.web:app < /srv"]),
    ("a text", "import os\nos.system('uvicorn app.web:app')", [RUN, "app.web:app < /srv"]),
    ("in its place", "import os\nos.execvp('python', ['python', '-m', 'app'])", [RUN, APP]),
    ("one by one", "import os\nos.execlp('python', 'python', '-m', 'app')", [RUN, APP]),
    ("as a script", "if __name__ == '__main__':\n    subprocess.run(['python', '-m', 'app'])", [RUN, APP]),
    ("in a function", "def f():\n    subprocess.run(['python', '-m', 'app'])", [RUN, APP + " ?"]),
    ("on a condition", "if x:\n    subprocess.run(['python', '-m', 'app'])", [RUN, APP + " ?"]),
    ("elsewhere", "subprocess.run(['python', '-m', 'app'], cwd=here)", [RUN, APP + " ?"]),
    ("any program", "import subprocess\nsubprocess.run(['git', 'status'])\nsubprocess.run(['tool'])", [RUN]),
    ("what is missing", "def f():\n    subprocess.run(['python', 'no.py'])", [RUN]),
    ("a variable", "import subprocess\nsubprocess.run(command)\nsubprocess.run([program, 'x'])", [RUN]),
    ("nothing", "import subprocess\nsubprocess.run([])\nsubprocess.run()", [RUN]),
    ("somebody else's run", "import subprocess\nx.run(['python', '-m', 'app'])", [RUN]),
    ("itself", "import subprocess\nsubprocess.run(['python', 'run.py'])", [RUN]),
    ("what does not parse", "import subprocess\nsubprocess.run(['python', '-m', 'app']", [RUN]),
]


@pytest.mark.parametrize(("source", "expected"), [case[1:] for case in SPAWNS], ids=[case[0] for case in SPAWNS])
def test_spawned(source: str, expected: list[str]) -> None:
    if "subprocess" in source and "import subprocess" not in source:
        source = "import subprocess\n" + source
    files = {**FILES, "run.py": source, "Dockerfile": HEAD + "CMD python run.py"}
    assert shown(starting(files)) == expected


def test_a_module_that_is_run_spawns_too() -> None:
    source = "import subprocess\nsubprocess.run(['uvicorn', 'app.web:app'])"
    files = {**FILES, "app/__main__.py": source, "Dockerfile": HEAD + "CMD python -m app"}
    assert shown(starting(files)) == [APP, "app.web:app < /srv"]


SUBSTITUTIONS = [
    ("an assignment", "OUT=$(python -m app)\narq a.B", [APP + " ?", "a:B < /srv"]),
    ("an argument", "echo $(python -m app)\narq a.B", [APP + " ?", "a:B < /srv"]),
    ("back quotes", "OUT=`python -m app`\narq a.B", [APP + " ?", "a:B < /srv"]),
    ("elsewhere", "OUT=$(cd bin && python x.py)\narq a.B", ["/srv/bin/x.py < /srv/bin ?", "a:B < /srv"]),
    ("tools", 'cd "$(dirname "$0")"\nID=$(id -u) NODE=$(hostname)\narq a.B', ["a:B < /srv"]),
    ("an unknown program", "OUT=$(thing --x)\narq a.B", ["a:B < /srv"]),
    ("a lost script", "OUT=$(python no.py)\narq a.B", ["a:B < /srv"]),
    ("in itself", "f() { X=$(f); }\nf\narq a.B", ["a:B < /srv"]),
]


@pytest.mark.parametrize(("script", "expected"), [c[1:] for c in SUBSTITUTIONS], ids=[c[0] for c in SUBSTITUTIONS])
def test_substitutions(script: str, expected: list[str]) -> None:
    files = {**FILES, "start.sh": "#!/bin/sh\n" + script, "Dockerfile": HEAD + 'CMD ["./start.sh"]'}
    assert shown(starting(files)) == expected
