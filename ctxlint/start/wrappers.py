"""Programs that start another one: ``tini``, ``gosu``, ``env``, ``poetry run`` and their like."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.shell.syntax import ASSIGNMENT
from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import names, sort_words, split_command
from ctxlint.start.syncing import lost_sources, synced_roots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome


class Wrapper(Struct, frozen=True):
    """Starts the words after its options, and after ``skip`` words of its own."""

    valued: str = ""
    """Options that take a value from the next word."""
    skip: int = 0
    subcommands: str = ""
    """The words one of which has to come first, such as ``run``."""
    only_after_dashes: bool = False
    """The command begins after ``--`` and nowhere else."""
    prefix: tuple[str, ...] = ()
    """What the rest is given to: ``coverage run`` starts a Python."""
    directory: str = ""
    """Options that change the working directory."""

    def __call__(self, call: Call) -> Iterator[Outcome]:
        """Answer for one command."""
        words = call.arguments
        if self.only_after_dashes:
            yield from _after_dashes(call)
            return
        options = sort_words(words, valued=names(f"{self.valued} {self.directory}"))
        rest = options.rest
        if self.subcommands:
            if rest[:1] == () or rest[0] not in self.subcommands.split():
                return
            outer, options = options, sort_words(rest[1:], valued=names(f"{self.valued} {self.directory}"))
            options = replace(options, options={**outer.options, **options.options})
            rest = options.rest
        rest = _own_words(rest, self.skip)
        if self.prefix and (module := options.value("-m", "--module")):
            rest = ("-m", module, *rest)
        if rest or self.prefix == ("python",):
            inside = call.inside(options.value(*self.directory.split()))
            yield inside.again((*self.prefix, *rest))


def _after_dashes(call: Call) -> Iterator[Outcome]:
    words = call.arguments
    inner = words[words.index("--") + 1 :] if "--" in words else ()
    text = sort_words(words).value("--command")
    if inner:
        yield call.again(inner)
    elif text:
        yield call.again(("sh", "-c", text))
    elif words[:1] in (("run",), ("exec",)):
        yield call.opaque("its command does not stand after --", python=None)


def _own_words(rest: tuple[str, ...], skip: int) -> tuple[str, ...]:
    for _ in range(skip):
        rest = rest[1:]
    return rest[1:] if rest[:1] == ("--",) else rest


def run_env(call: Call) -> Iterator[Outcome]:
    """``env A=b command``; ``sudo`` and ``cross-env`` take variables alike."""
    options = sort_words(call.arguments, valued=names("-u --unset -C --chdir -g -h -p -S --split-string"))
    words = list(options.rest)
    if split := options.value("-S", "--split-string"):
        words = [*split_command(split), *words]
    variables = {}
    while words and (match := ASSIGNMENT.match(words[0])):
        variables[match["name"]] = words.pop(0)[match.end() :]
    if words:
        yield call.inside(options.value("-C", "--chdir")).with_environment(variables).again(words)


def run_switch_user(call: Call) -> Iterator[Outcome]:
    """``su user -c text``, ``runuser -u user -- command``."""
    options = sort_words(call.arguments, valued=names("-c --command -s --shell -u --user -g --group -G -w"))
    text = options.value("-c", "--command")
    if text is not None:
        yield call.again(("sh", "-c", text))
    elif options.value("-u", "--user") and options.rest:
        yield call.again(options.rest)


_UV_VALUED = (
    "--with --with-editable --with-requirements --extra --group --only-group --no-group --package --env-file -p "
    "--python --index --index-url -i --default-index --extra-index-url --find-links -f --link-mode --project "
    "--config-file --cache-dir --refresh-package --reinstall-package --upgrade-package -P --no-extra --color "
    "--allow-insecure-host --resolution --prerelease --exclude-newer --python-preference --config-setting -C"
)


def run_uv(call: Call) -> Iterator[Outcome]:
    """``uv run``: a command, a Python file, ``-m module``; other commands of uv start nothing."""
    valued = names(f"{_UV_VALUED} --directory -m --module")
    outer = sort_words(call.arguments, valued=valued)
    if outer.rest[:1] != ("run",):
        return
    inner = sort_words(outer.rest[1:], valued=valued)
    inside = call.inside(outer.value("--directory") or inner.value("--directory"))
    if not {"--no-sync", "--no-project"} & inner.options.keys() and not call.variable("UV_NO_SYNC"):
        project = inner.value("--project") or outer.value("--project")
        if not call.situation.optional:
            frozen = "--frozen" in inner.options or call.variable("UV_FROZEN") is not None
            yield from lost_sources(inside, project, frozen=frozen)
        roots = synced_roots(inside, project)
        inside = replace(inside, situation=replace(inside.situation, installed=roots))
    module = inner.value("-m", "--module")
    if module is not None:
        yield inside.again(("python", "-m", module, *inner.rest))
        return
    rest = inner.rest
    is_script = rest[:1] and (rest[0].endswith(".py") or {"-s", "--script"} & inner.options.keys())
    if rest:
        yield inside.again(("python", *rest) if is_script else rest)


def run_daemon(call: Call) -> Iterator[Outcome]:
    """``start-stop-daemon --start --exec program -- arguments``."""
    valued = "-x --exec -a --startas -n --name -u --user -c --chuid -g --group -p --pidfile -d --chdir -P -N -I -R -s"
    options = sort_words(call.arguments, valued=names(valued))
    program = options.value("-a", "--startas") or options.value("-x", "--exec")
    if program and {"-S", "--start"} & options.options.keys():
        yield call.inside(options.value("-d", "--chdir")).again((program, *options.rest))


def run_ipython(call: Call) -> Iterator[Outcome]:
    """``ipython file.py``, ``ipython -m module``; else a terminal, a notebook, a kernel."""
    if "-m" in call.arguments or any(word.endswith(".py") for word in call.arguments):
        yield from run_debugger(call)
    else:
        yield call.opaque("it is not a Python program of the project", python=False)


def run_text_option(call: Call) -> Iterator[Outcome]:
    """A command in one text: ``nodemon --exec "python app.py"``, ``watchmedo shell-command --command=…``."""
    options = sort_words(call.arguments, valued=names("-x --exec -c --command -p --patterns -w --watch -e --ext -i -d"))
    text = options.value("--exec", "-x", "--command", "-c")
    if text is not None:
        yield call.again(("sh", "-c", text))
    elif options.rest and options.rest[0].endswith(".py"):
        yield call.again(("python", *options.rest))
    else:
        yield call.opaque("it is not a Python program", python=False)


def run_watchmedo(call: Call) -> Iterator[Outcome]:
    """``watchmedo auto-restart``: its options take values, but for a few."""
    if call.arguments[:1] == ("shell-command",):
        yield from run_text_option(replace(call, argv=call.arguments))
        return
    words = call.arguments[1:]
    flags = names("-R --recursive --ignore-directories --debug-force-polling -q --quiet -v --verbose -n")
    options = sort_words(words, flags=flags)
    if options.rest:
        yield call.again(options.rest)


def run_watchfiles(call: Call) -> Iterator[Outcome]:
    """``watchfiles 'command' path…``; a dotted name is a function."""
    flags = names("--sigint-timeout --verbose --non-recursive --help --version")
    options = sort_words(call.arguments, flags=flags)
    target = options.positional[0] if options.positional else ""
    if not is_known(target):
        yield call.not_known(target)
    elif " " in target:
        yield call.again(split_command(target))
    elif target:
        module, _, attribute = target.rpartition(".")
        if module:
            yield call.module(module, call.cwd, attribute=attribute, words=target)
        else:
            yield call.again((target,))


def run_texts(call: Call) -> Iterator[Outcome]:
    """``concurrently "a" "b"``: every word is a command line."""
    for text in sort_words(call.arguments, valued=names("-n --names -c --prefix-colors -p --prefix")).positional:
        yield call.again(("sh", "-c", text))


def run_waiter(call: Call) -> Iterator[Outcome]:
    """``wait-for-it.sh host:port -- command``; some take the command after the host."""
    words = call.arguments
    if "--" in words:
        yield call.again(words[words.index("--") + 1 :] or ("true",))
        return
    path = call.path(call.argv[0])
    text = call.files.text(path) if "/" in call.argv[0] else None
    rest = sort_words(words, valued=names("-h -p -t --host --port --timeout")).rest[1:]
    if rest and text and ('exec "$@"' in text or "exec $cmd" in text):
        yield call.again(rest)


def run_newrelic(call: Call) -> Iterator[Outcome]:
    """``newrelic-admin run-program`` and ``run-python``."""
    kind, *rest = call.arguments or ("",)
    if kind == "run-program" and rest:
        yield call.again(rest)
    elif kind == "run-python":
        yield call.again(("python", *rest))


def run_debugger(call: Call) -> Iterator[Outcome]:
    """Python's own options after some of ours: ``debugpy --listen 5678 -m module``, ``cProfile -o x script.py``."""
    valued = names(
        "--listen --connect --configure-subProcess --log-to --pid -o --output -s --sort --outfile -r --rate -c "
        "-w --watch -x --ignore --reload-interval --shutdown-interval"
    )
    words = list(call.arguments)
    while words and words[0].startswith("-") and words[0] not in ("-m", "--module"):
        option = words.pop(0)
        if option == "--":
            break
        if option in valued or option.startswith("--configure-"):
            del words[:1]
    if words and posixpath.basename(words[0]).startswith("python"):
        words = words[1:]
    if words:
        words[0] = "-m" if words[0] == "--module" else words[0]
        yield call.again(("python", *words))
