"""What the commands of RUN do to files that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import ctxlint
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TREE = {"a.py": "a", "b.py": "b", "pkg/__init__.py": "", "pkg/c.py": "c", ".hidden": "", "x.txt": ""}
KEPT = frozenset(TREE)


def files_after(root: Path, dockerfile: str, tree: Mapping[str, str] = TREE) -> dict[str, str | None]:
    """What the image has below /app, without directories."""
    write_tree(root, {"Dockerfile": dockerfile, ".dockerignore": "Dockerfile\n.dockerignore\n", **tree})
    files = ctxlint.service(root).image.files
    return {
        path.removeprefix("/app/"): origin
        for path, origin in files.items()
        if path.startswith("/app/") and not path.endswith("/")
    }


def changes(root: Path, script: str) -> str:
    """Paths that went (``-path``) and came (``+path=origin``), in one text."""
    found = files_after(root, f"FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN {script}\n")
    gone = [f"-{path}" for path in sorted(KEPT - found.keys())]
    return " ".join([*gone, *(f"+{path}={found[path]}" for path in sorted(found.keys() - KEPT))])


# The script, and what it changes below /app.
CASES = [
    # rm
    ("rm a.py", "-a.py"),
    ("rm a.py b.py", "-a.py -b.py"),
    ("rm -f /app/a.py", "-a.py"),
    ("rm ./*.py", "-a.py -b.py"),
    ("rm -rf pkg", "-pkg/__init__.py -pkg/c.py"),
    ("rm -r pkg/", "-pkg/__init__.py -pkg/c.py"),
    ("rm --recursive --force pkg", "-pkg/__init__.py -pkg/c.py"),
    ("rm -rf *", "-a.py -b.py -pkg/__init__.py -pkg/c.py -x.txt"),
    ("rm -rf .[a-z]*", "-.hidden"),
    ("rm -- a.py", "-a.py"),
    ("cd pkg && rm c.py", "-pkg/c.py"),
    ("cd pkg; rm c.py; cd ..; rm a.py", "-a.py -pkg/c.py"),
    ("cd pkg && cd - && rm a.py", "-a.py"),
    ("(cd pkg && true) && rm a.py", "-a.py"),
    ("pushd pkg && rm c.py && popd && rm a.py", "-a.py -pkg/c.py"),
    ("pushd pkg; pushd /; popd; rm c.py; popd; popd; rm a.py", "-a.py -pkg/c.py"),
    ("(pushd pkg); popd; rm a.py", "-a.py"),
    ("F=a.py; rm $F", "-a.py"),
    ("F=a.py && rm ${F}", "-a.py"),
    ("for f in a b; do rm $f.py; done", "-a.py -b.py"),
    ("for f in *.py; do rm $f; done", "-a.py -b.py"),
    ("set -eux; rm a.py", "-a.py"),
    ("sudo rm a.py", "-a.py"),
    ("env X=y rm a.py", "-a.py"),
    ("bash -c 'rm a.py'", "-a.py"),
    ("sh -ec 'cd pkg; rm c.py'", "-pkg/c.py"),
    ('["rm", "a.py"]', "-a.py"),
    ('["sh", "-c", "rm a.py"]', "-a.py"),
    ("clean() { rm $1; }; clean a.py", "-a.py"),
    ("apt-get update && rm a.py && pip --version", "-a.py"),
    ("echo y | rm a.py", "-a.py"),
    # rm that does not happen, or may not
    ("rm pkg", ""),
    ("rm $UNSET", ""),
    ("rm -rf $UNSET/pkg", ""),
    ("rm -rf .", ""),
    ("rm nothing.py", ""),
    ("rm -rf /var/lib/apt/lists/*", ""),
    ("test -f z && rm a.py", ""),
    ('[ -n "$DEV" ] && rm a.py || true', ""),
    ('if [ -n "$DEV" ]; then rm a.py; fi', ""),
    ('if [ -n "$DEV" ]; then rm a.py; else mv b.py c.py; fi', "+c.py=b.py"),
    ("false || rm a.py", ""),
    ("while read f; do rm a.py; done < list", ""),
    ("case $X in a) rm a.py;; esac", ""),
    ("if true; then F=a.py; fi; rm $F", ""),
    ("echo rm a.py", ""),
    ("exit 0; rm a.py", ""),
    ("find . -name '*.py' -delete", ""),
    ("if x; then cd pkg; fi; rm c.py", ""),
    # cp
    ("cp a.py d.py", "+d.py=a.py"),
    ("cp a.py pkg", "+pkg/a.py=a.py"),
    ("cp a.py b.py pkg/", "+pkg/a.py=a.py +pkg/b.py=b.py"),
    ("cp *.py pkg/", "+pkg/a.py=a.py +pkg/b.py=b.py"),
    ("cp -t pkg a.py", "+pkg/a.py=a.py"),
    ("cp -r pkg new", "+new/__init__.py=pkg/__init__.py +new/c.py=pkg/c.py"),
    ("cp -a pkg/. .", "+__init__.py=pkg/__init__.py +c.py=pkg/c.py"),
    ("mkdir new && cp -r pkg new", "+new/pkg/__init__.py=pkg/__init__.py +new/pkg/c.py=pkg/c.py"),
    ("mkdir new && cp -rT pkg new", "+new/__init__.py=pkg/__init__.py +new/c.py=pkg/c.py"),
    ("cp /tmp/made.py d.py", "+d.py=None"),
    ("cp pkg new", ""),
    ("cp a.py no/such/place.py", ""),
    ("cp a.py", ""),
    ("cp a.py $UNSET", ""),
    ("cp --parents pkg/c.py /srv", ""),
    # mv
    ("mv a.py d.py", "-a.py +d.py=a.py"),
    ("mv a.py pkg/", "-a.py +pkg/a.py=a.py"),
    ("mv pkg new", "-pkg/__init__.py -pkg/c.py +new/__init__.py=pkg/__init__.py +new/c.py=pkg/c.py"),
    ("mv pkg/* .", "-pkg/__init__.py -pkg/c.py +__init__.py=pkg/__init__.py +c.py=pkg/c.py"),
    ("mv a.py /srv", "-a.py"),
    ("mv pkg pkg", ""),
    ("mv pkg pkg/inside", ""),
    ("mv a.py b.py", "-a.py"),
    # the others
    ("ln -s a.py d.py", "+d.py=-> a.py"),
    ("ln -s /app/pkg/c.py", "+c.py=-> /app/pkg/c.py"),
    ("ln -s ../a.py pkg/", "+pkg/a.py=-> ../a.py"),
    ("ln -sf b.py a.py", ""),
    ("ln -s b.py a.py", ""),
    ("ln a.py d.py", "+d.py=a.py"),
    ("touch d.py", "+d.py=None"),
    ("touch a.py", ""),
    ("mkdir -p new/deep && touch new/deep/d.py", "+new/deep/d.py=None"),
    ("install -m 644 a.py d.py", "+d.py=a.py"),
    ("install -d new && install -D a.py new/deep/d.py", "+new/deep/d.py=a.py"),
    ("curl -o z.py https://example.org && chmod +x z.py", ""),
]


@pytest.mark.parametrize(("script", "changed"), CASES, ids=[case[0] for case in CASES])
def test_changes(tmp_path: Path, script: str, changed: str) -> None:
    assert changes(tmp_path, script) == changed


# Why, the Dockerfile, and what the image has of /app.
IMAGES = [
    ("a document", "RUN <<EOF\nrm a.py\ncd pkg\nrm c.py\nEOF", {".hidden", "b.py", "pkg/__init__.py", "x.txt"}),
    ("a document for python", "RUN <<EOF\n#!/usr/bin/env python\nrm = 1\nEOF", KEPT),
    ("a document of bash", "RUN <<EOF\n#!/bin/bash\nrm a.py\nEOF", KEPT - {"a.py"}),
    ("a document for a program", "RUN bash <<EOF\nrm a.py\nEOF", KEPT - {"a.py"}),
    ("another shell", 'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN rm a.py', KEPT - {"a.py"}),
    ("no shell", 'SHELL ["pwsh", "-Command"]\nRUN rm a.py', KEPT),
    ("an argument", "ARG F=a.py\nRUN rm $F", KEPT - {"a.py"}),
    ("a variable", "ENV F=a.py\nRUN rm ${F}", KEPT - {"a.py"}),
    ("the working directory", "WORKDIR /app/pkg\nRUN rm c.py", KEPT - {"pkg/c.py"}),
    ("a bind mount goes", "RUN --mount=type=bind,target=/app/src cp src/a.py d.py", KEPT | {"d.py"}),
    ("what is written into it goes", "RUN --mount=type=bind,target=/app/src,rw touch src/d.py", KEPT),
    ("what it hides comes back", "RUN --mount=type=bind,source=pkg,target=/app/pkg rm -rf pkg/c.py", KEPT),
    ("a single file", "RUN --mount=type=bind,source=a.py,target=/app/new/a.py cp new/a.py d.py", KEPT | {"d.py"}),
    ("a temporary one", "RUN --mount=type=tmpfs,target=/app/pkg cp a.py pkg/d.py", KEPT),
    ("a cache", "RUN --mount=type=cache,target=/app/pkg cp a.py pkg/d.py", KEPT),
    (
        "a cache for two",
        "RUN --mount=type=cache,target=/c cp a.py /c/d.py\nRUN --mount=type=cache,target=/c cp /c/d.py .",
        KEPT | {"d.py"},
    ),
    ("a script of the repository", "COPY <<EOF clean.sh\nrm a.py\nEOF\nRUN ./clean.sh", KEPT - {"a.py"} | {"clean.sh"}),
    (
        "a script by its shell",
        "COPY <<'EOF' clean.sh\nrm $1\nEOF\nRUN sh clean.sh a.py",
        KEPT - {"a.py"} | {"clean.sh"},
    ),
    ("a script that calls itself", "COPY <<EOF me.sh\nsh me.sh; sh me.sh\nEOF\nRUN sh me.sh", KEPT | {"me.sh"}),
    ("another stage", "FROM python:3.12\nCOPY --from=0 /app /app\nRUN rm /app/a.py", KEPT - {"a.py"}),
]


@pytest.mark.parametrize(("instructions", "kept"), [case[1:] for case in IMAGES], ids=[case[0] for case in IMAGES])
def test_images(tmp_path: Path, instructions: str, kept: set[str]) -> None:
    assert files_after(tmp_path, f"FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n{instructions}\n").keys() == kept


def test_a_makefile_that_runs_itself_has_an_end(tmp_path: Path) -> None:
    makefile = "".join(f"V{number} = x\n" for number in range(10_000)) + "a:\n\trm a.py\n" + "\tmake a\n" * 2_000
    dockerfile = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN make a\n"
    assert "a.py" not in files_after(tmp_path, dockerfile, {**TREE, "Makefile": makefile})
