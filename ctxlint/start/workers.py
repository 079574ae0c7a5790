"""Task queues, tools and runners that are given a module or a file."""

from __future__ import annotations

import posixpath
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import names, sort_words
from ctxlint.start.settings import last, read_ini
from ctxlint.start.targets import dotted, module_of, owner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome


class Opaquely(Struct, frozen=True):
    """A program of which nothing can be told."""

    reason: str
    python: bool | None = True

    def __call__(self, call: Call) -> Iterator[Outcome]:
        """Answer for one command."""
        yield call.opaque(self.reason, python=self.python)


class FileRunner(Struct, frozen=True):
    """Runs the Python file that it is given, with the file's directory in front of ``sys.path``."""

    flags: str = ""
    subcommands: str = ""
    default: str = ""
    options: str = ""
    """Options that name the file."""
    with_cwd: bool = False
    pages: bool = False
    """Further files, in a directory ``pages`` beside it, are run when somebody asks for them."""

    def __call__(self, call: Call) -> Iterator[Outcome]:
        """Answer for one command."""
        words = sort_words(call.arguments, flags=names(self.flags))
        positional = list(words.positional)
        if self.subcommands and (not positional or positional.pop(0) not in self.subcommands.split()):
            return
        named = words.value(*self.options.split()) if self.options else None
        scripts = [word for word in (*positional, *call.arguments) if word.endswith(".py")]
        file = named or next(iter((*scripts, *positional)), None) or self.default
        if not file:
            yield call.opaque("it names no file")
        elif not is_known(file):
            yield call.not_known(file)
        else:
            path = call.path(file)
            front = (posixpath.dirname(path), *([call.cwd] if self.with_cwd else []))
            shown = f"{words.positional[0]} {file}" if self.subcommands else file
            yield call.script(path, *front, words=shown)
            if self.pages:
                yield from _pages(call, posixpath.dirname(path), front)


def _pages(call: Call, directory: str, front: tuple[str, ...]) -> Iterator[Outcome]:
    later = replace(call, situation=replace(call.situation, optional=True))
    for path in call.files.expand(f"{directory}/pages/*.py"):
        yield later.script(path, *front, words=f"shows {posixpath.basename(path)}")


def run_distributed(call: Call) -> Iterator[Outcome]:
    """``torchrun``, ``accelerate launch``: a Python script or module after options."""
    words = list(call.arguments[1:] if call.arguments[:1] in (("launch",), ("run",)) else call.arguments)
    for number, word in enumerate(words):
        if word in ("-m", "--module") and number + 1 < len(words):
            yield call.again(("python", "-m", *words[number + 1 :]))
            return
        if word.endswith(".py"):
            yield call.again(("python", *words[number:]))
            return
    yield call.opaque("it names no script")


def run_celery(call: Call) -> Iterator[Outcome]:
    """``celery -A``: a module, ``module:attribute``, or a package with a module ``celery``."""
    flags = names(
        "--beat -B --help --version --without-gossip --without-mingle --without-heartbeat -E -q --quiet --purge"
    )
    words = sort_words(call.arguments, flags=flags)
    target = words.value("-A", "--app") or call.variable("CELERY_APP") or call.variable("APP")
    if target is None:
        yield call.opaque("it names no application")
        return
    inside = call.inside(words.value("--workdir"))
    shown = f"-A {target}"
    front = inside.cwd
    for module in (words.value("-I", "--include") or "").split(","):
        if module:
            yield inside.module(module, front, words=f"-I {module}")
    if not is_known(target):
        yield call.not_known(target)
    elif ":" in target:
        yield module_of(inside, target, front, words=shown)
    elif any(inside.files.has_module(root, f"{target}.celery") for root in inside.roots(front)):
        yield inside.module(f"{target}.celery", front, words=shown)
    else:
        yield dotted(inside, target, front, words=shown)


def run_arq(call: Call) -> Iterator[Outcome]:
    """``arq module.Class``."""
    yield from _owners(call, sort_words(call.arguments, valued=names("--watch --custom-log-dict")).positional[:1])


def run_huey(call: Call) -> Iterator[Outcome]:
    """``huey_consumer module.object``."""
    flags = names("-v --verbose -q --quiet -n --no-periodic -f --flush-locks -C --disable-health-check -S --simple")
    yield from _owners(call, sort_words(call.arguments, flags=flags).positional[:1])


def _owners(call: Call, targets: list[str]) -> Iterator[Outcome]:
    for target in targets:
        yield owner(call, target, call.cwd) if is_known(target) else call.not_known(target)
    if not targets:
        yield call.opaque("it names no module")


def run_dramatiq(call: Call) -> Iterator[Outcome]:
    """``dramatiq module…``."""
    flags = names("-v --verbose --use-gevent --skip-logging --watch-use-polling --use-spawn")
    words = sort_words(call.arguments, flags=flags)
    front = [call.path(path) for path in words.values("-P", "--path")] or [call.cwd]
    targets = [word for word in words.positional if not is_known(word) or not word.isdigit()]
    for target in targets:
        yield module_of(call, target, *front)
    if not targets:
        yield call.opaque("it names no module")


def run_rq(call: Call) -> Iterator[Outcome]:
    """``rq worker``: the settings module, if any; jobs name what else is imported."""
    words = sort_words(call.arguments, flags=names("-b --burst -v --verbose -q --quiet -s --with-scheduler"))
    front = [call.path(path) for path in words.values("-P", "--path")] or [call.cwd]
    settings = words.value("-c", "--config")
    worker = words.value("-w", "--worker-class")
    for target in filter(None, (settings, worker and worker.rpartition(".")[0])):
        yield call.module(target, *front, words=f"worker {target}")
    yield call.opaque("the jobs in its queue name the modules that it imports")


def run_scrapy(call: Call) -> Iterator[Outcome]:
    """``scrapy crawl``: the settings that ``scrapy.cfg`` names."""
    named = last(read_ini(call, "scrapy.cfg").get("settings", {}), "default")
    settings = call.variable("SCRAPY_SETTINGS_MODULE") or named
    if settings:
        yield call.module(settings, call.cwd, words=f"with settings {settings}")
    else:
        yield call.opaque("there is no scrapy.cfg that names the settings")


def run_dagster(call: Call) -> Iterator[Outcome]:
    """``dagster -m module``, ``-f file``."""
    words = sort_words(
        call.arguments,
        valued=names(
            "-m --module-name -f --python-file -d --working-directory "
            "--package-name -p --port -h --host -w --workspace -a --attribute --log-level"
        ),
    )
    front = call.path(words.value("-d", "--working-directory") or ".")
    for module in words.values("-m", "--module-name", "--package-name"):
        yield call.module(module, front, words=f"-m {module}")
    for file in words.values("-f", "--python-file"):
        yield call.script(call.path(file), front, words=f"-f {file}")
    if not words.values("-m", "--module-name", "--package-name", "-f", "--python-file"):
        yield call.opaque("its workspace names the modules")


def run_functions_framework(call: Call) -> Iterator[Outcome]:
    """``functions-framework --source main.py --target function``."""
    words = sort_words(call.arguments, flags=names("--debug"))
    source = words.value("--source") or call.variable("FUNCTION_SOURCE") or "main.py"
    path = call.path(source)
    yield call.script(path, posixpath.dirname(path), words=f"--source {source}")


def run_lambda(call: Call) -> Iterator[Outcome]:
    """``module.function`` for the runtime of AWS Lambda; directories may be written with slashes."""
    handler = call.arguments[0] if call.arguments else ""
    if not is_known(handler) or "." not in handler:
        yield call.not_known(handler) if handler else call.opaque("it names no handler")
        return
    module, _, function = handler.rpartition(".")
    root = call.variable("LAMBDA_TASK_ROOT") or "/var/task"
    # Where nothing is copied to it, it is as unknown as the base image, and would answer for everything.
    front = (call.cwd, root) if call.files.is_directory(root) else (call.cwd,)
    yield call.module(module.replace("/", "."), *front, attribute=function, words=handler)


def run_faust(call: Call) -> Iterator[Outcome]:
    """``faust -A module worker``; procrastinate and others name their application alike."""
    words = sort_words(call.arguments, valued=names("-A --app -W --workdir -D --datadir -l --loglevel -a"))
    target = words.value("-A", "--app", "-a")
    inside = call.inside(words.value("-W", "--workdir"))
    if target and ":" in target:
        yield module_of(inside, target, inside.cwd)
    elif target:
        yield dotted(inside, target, inside.cwd)
    else:
        yield call.opaque("it names no application")


def run_modules(call: Call) -> Iterator[Outcome]:
    """``nameko run module…``, ``taskiq worker broker module…``: every positional word is a module."""
    words = sort_words(call.arguments, flags=names("--reload -r --quiet --web --fs-discover -fsd --no-parse"))
    _, *targets = words.positional or [""]
    for target in targets:
        yield module_of(call, target, call.cwd)
    if not targets:
        yield call.opaque("it names no module")


def run_twisted(call: Call) -> Iterator[Outcome]:
    """``twistd -ny file.tac``, ``twistd web --wsgi module.object``."""
    after = [(option, word) for option, word in pairwise(call.arguments) if option.startswith("-")]
    files = [word for option, word in after if option == "--python" or _RUNS_FILE.fullmatch(option)]
    targets = [word for option, word in after if option in ("--wsgi", "--class")]
    for file in files[:1]:
        yield call.script(call.path(file), call.cwd, words=f"-y {file}")
    for target in targets:
        yield owner(call, target, call.cwd)
    if not files and not targets:
        yield call.opaque("a plugin of it is no part of the project", python=False)


_RUNS_FILE = re.compile("-[a-z]*y")
