"""A module that is not the repository's own: where it is required, and whether the image installs that."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.checks.distributions import local_projects, requirement_files, requirement_of
from ctxlint.dockerfile import CopyStep, RunStep, StageSource
from ctxlint.explain.evidence import chain_to_foreign
from ctxlint.explain.paths import about_path
from ctxlint.explain.values import Answer, Need, State
from ctxlint.model import Location, Related

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.analysis import Service
    from ctxlint.dockerfile import PlannedStage

_PROJECT = re.compile(
    r"\b(?:pip[\d.]*|uv pip) install\b[^\n&;|]*?\s[\"']?(?:-e\s+)?\.|\buv (?:sync|export)\b"
    r"|\bpoetry (?:install|export)\b|\bpdm (?:install|sync|export)\b|\bpipenv (?:install|sync|requirements)\b"
)
_INSTALLS = re.compile(r"\b(?:pip[\d.]*|uv|poetry|pdm|pipenv|conda|mamba|micromamba)\b[^\n&;|]*\b(?:install|sync)\b")
_ENVIRONMENT = re.compile(
    r"(?:site|dist)-packages|env|python|wheel|install|deps|\.local|^/(?:usr(?:/local)?|opt)?/?$|/lib$"
)
DISTRIBUTIONS = {
    "Crypto": "pycryptodome",
    "MySQLdb": "mysqlclient",
    "OpenSSL": "pyOpenSSL",
    "PIL": "pillow",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "environ": "django-environ",
    "fitz": "PyMuPDF",
    "git": "GitPython",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "magic": "python-magic",
    "multipart": "python-multipart",
    "pkg_resources": "setuptools",
    "psycopg2": "psycopg2-binary",
    "rest_framework": "djangorestframework",
    "serial": "pyserial",
    "sklearn": "scikit-learn",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}
"""Modules that are not called as their distributions are; for all others, the names are taken to be the same."""


def about_requirement(service: Service, module: str) -> Answer:
    """Say where a distribution is required, and what installs that, as far as the files tell."""
    top = module.partition(".")[0]
    chain = chain_to_foreign(service, top)
    head = f"{top} is no module of this repository, and no instruction copies it: it has to be installed"
    answer = _of_project(service, top) or required(service, top, head) or _Requirement(service, top).undeclared(head)
    return replace(answer, chain=chain, need=Need.of(chain))


def required(service: Service, name: str, head: str) -> Answer | None:
    """Say so after ``head``, when something requires the distribution of a module or a program."""
    found = _Requirement(service, name)
    declared = [*found.declared()]
    return found.answer(head, declared) if declared else None


def _of_project(service: Service, module: str) -> Answer | None:
    """The answer when another project of the repository brings the module."""
    directory = next(local_projects(service, DISTRIBUTIONS.get(module, module)), None)
    if directory is None:
        return None
    head = f"{directory} is the project of this repository that brings {module}"
    if service.workspace.disk(service.workspace.root).entry(directory) is None:
        return Answer(State.MISSING, f"{head}, and it is not in this checkout", service.name)
    answer = about_path(service, directory)
    if answer.state is State.PRESENT:
        return replace(answer, state=State.UNKNOWN, cause=f"{answer.cause}, from where it has to be installed")
    return replace(answer, cause=f"{head}: {answer.cause}")


class _Requirement(Struct, frozen=True):
    """A module that comes from a package index, if from anywhere."""

    service: Service
    module: str

    def answer(self, head: str, declared: Sequence[Related]) -> Answer:
        """What happens to the requirements."""
        file = declared[0].location.file
        steps = [step for place in declared for step in self._installing(place.location.file)]
        if not steps:
            cause = f"{head}; {file} names it, and no command of the image installs that file"
            return self._answer(State.MISSING, cause, declared, f"RUN {self._install(file)}")
        if all(map(_is_asked_for, declared)):
            cause = f"{head}; {file} names it {declared[0].message}, which is installed only where that is asked for"
            return self._answer(State.UNKNOWN, cause, [*declared, *self._places(steps)])
        places = [*declared, *self._places(steps)]
        if taken := self._taken(steps):
            cause = f"{head}; another stage installs {file}, and what the image takes from there seems not to have it"
            return self._answer(State.MISSING, cause, [*places, *taken])
        cause = f"{head}; {file} names it, and the image installs that file: it may be older than that line"
        return self._answer(State.UNKNOWN, cause, places)

    def _answer(self, state: State, cause: str, places: Sequence[Related], fix: str | None = None) -> Answer:
        return Answer(state, cause, self.service.name, tuple(dict.fromkeys(places)), fix=fix)

    def undeclared(self, head: str) -> Answer:
        """Nothing requires it under a name that is known."""
        service = self.service
        steps = [step for _, step in self._runs() if _INSTALLS.search(_script(step))]
        files = [each for path, _ in requirement_files(service) if self._installing(each := service.path(path))]
        where = f"; the image installs {files[0]}, where it would have to be required" if files else ""
        cause = f"{head}, and nothing in the build context requires a distribution of this name{where}"
        return self._answer(State.UNKNOWN, cause, [*self._places(steps[-1:])])

    def declared(self) -> Iterator[Related]:
        """The lines that require a distribution that brings the module."""
        names = dict.fromkeys([self.module, DISTRIBUTIONS.get(self.module, self.module)])
        for path, text in requirement_files(self.service):
            for required in map(requirement_of, names):
                rows = enumerate(text.splitlines(), 1)
                found = (n for n, row in rows if required.search(row) and not row.lstrip().startswith("#"))
                if line := next(found, None):
                    yield Related(Location(self.service.path(path), line), _table_of(text, line))

    def _installing(self, file: str) -> list[RunStep]:
        """The commands that install a file of requirements, or one that includes it."""
        name = posixpath.basename(file)
        if not name.endswith((".txt", ".in")):
            return [step for _, step in self._runs() if _PROJECT.search(_script(step))]
        included = re.compile(rf"^\s*-r\s*\S*{re.escape(name)}\s*$", re.MULTILINE)
        others = (posixpath.basename(path) for path, text in requirement_files(self.service) if included.search(text))
        names = {name, *others}
        return [step for _, step in self._runs() if any(each in _script(step) for each in names)]

    def _runs(self) -> Iterator[tuple[PlannedStage, RunStep]]:
        plan = self.service.plan
        for stage in (plan.stages[index] for index in plan.reachable):
            yield from ((stage, step) for step in stage.steps if isinstance(step, RunStep))

    def _taken(self, steps: Sequence[RunStep]) -> list[Related]:
        """The copies from the stages that install it, when none of them looks like an environment of Python."""
        final = [*self.service.plan.chain(self.service.plan.target)]
        own = [step for stage in final for step in stage.steps]
        mounts = (mount for step in own if isinstance(step, RunStep) for mount in step.mounts)
        if any(step in own for step in steps) or any(isinstance(mount.source, StageSource) for mount in mounts):
            return []
        copies = [step for step in own if isinstance(step, CopyStep) and isinstance(step.source, StageSource)]
        if any(_ENVIRONMENT.search(word.text) for step in copies for word in step.sources):
            return []
        place = self.service.dockerfile_file
        return [Related(Location(place, step.instruction.span.line), "this takes from a stage") for step in copies]

    def _places(self, steps: Sequence[RunStep]) -> Iterator[Related]:
        for step in steps:
            yield Related(Location(self.service.dockerfile_file, step.instruction.span.line), "this installs")

    def _install(self, file: str) -> str:
        inside = file.removeprefix(self.service.prefix)
        return f"pip install {'-r ' + inside if inside.endswith(('.txt', '.in')) else './' + posixpath.dirname(inside)}"


def _script(step: RunStep) -> str:
    return step.script if step.script is not None else " ".join(step.argv)


def _is_asked_for(place: Related) -> bool:
    """Whether a requirement stands in a table of extras or groups."""
    return re.search(r"optional|groups?\b|dev|extras", place.message) is not None


def _table_of(text: str, line: int) -> str:
    """The table of TOML that a line stands in."""
    above = (row.strip() for row in reversed(text.splitlines()[:line]))
    return next((f"in {row}" for row in above if re.fullmatch(r"\[[\w.\"'-]+\]", row)), "")
