"""Imports modules in a container, each in turn, and says what happened; runs on any Python from 3.6 on, by itself.

Its text is handed to the image's interpreter with ``-c``; the words after it are a JSON object, perhaps in pieces:
``token``, ``timeout`` (seconds for one import), ``budget`` (seconds for all) and ``groups`` of modules that search in
the same places: ``roots`` (absolute directories for the head of ``sys.path``), ``entries`` (modules, or absolute paths
of scripts), ``modules``, and ``settings``, the module of Django's settings if there is one. Each line of the answer is
the token and a JSON object.

The imports run in a child, whose output goes nowhere. After a failure a new child goes on, because half of a package
may be left in the old one; it starts with the entries that work, as the real process does.
"""

import errno
import faulthandler
import importlib
import importlib.machinery
import importlib.util
import json
import os
import select
import signal
import sys
import time

TAIL = 2000
FRAMES = 60
TICK = 0.1
DUMP = 1.0
SETTINGS = "DJANGO_SETTINGS_MODULE"
UNREADY = ("AppRegistryNotReady", "ImproperlyConfigured")


def main(words):
    """Import everything, and tell on standard output."""
    order = json.loads("".join(words))
    tell = Teller(os.dup(1), order["token"])
    tell({"event": "start", "python": ".".join(map(str, sys.version_info[:3])), "executable": sys.executable})
    deadline = time.time() + order["budget"]
    for number, group in enumerate(order["groups"]):
        Group(number, group, order["timeout"], deadline, tell).run()
    tell({"event": "end"})


class Teller:
    """Writes lines that nobody else writes."""

    def __init__(self, descriptor, token):
        self.descriptor = descriptor
        self.token = token

    def __call__(self, event):
        """Write an object."""
        data = ("\n%s%s\n" % (self.token, json.dumps(event))).encode("ascii")
        while data:
            data = data[os.write(self.descriptor, data) :]


class Group:
    """Modules that search in the same places."""

    def __init__(self, number, order, timeout, deadline, tell):
        self.number = number
        self.roots = order["roots"]
        self.pending = list(dict.fromkeys(order["entries"] + order["modules"]))
        self.entries = set(order["entries"])
        self.settings = order.get("settings")
        self.is_set_up = False
        self.working = []
        self.timeout = timeout
        self.deadline = deadline
        self.tell = tell

    def run(self):
        """Start children until nothing is left."""
        while self.pending:
            if time.time() >= self.deadline:
                for module in self.pending:
                    self.report(module, {"skipped": True})
                return
            Watch(self).run()

    def report(self, module, result):
        """Say what became of a module; it is done then."""
        result.update(event="import", group=self.number, module=module)
        self.tell(result)
        if result.get("ok") and module in self.entries:
            self.working.append(module)


class Watch:
    """A child, as its parent sees it."""

    def __init__(self, group):
        self.group = group
        self.current = None
        self.since = time.time()
        self.output = b""
        self.lines = b""
        self.over = False

    def run(self):
        """Follow the child until it fails, hangs, dies or has imported everything."""
        reports, report = os.pipe()
        outputs, output = os.pipe()
        dumps, dump = os.pipe()
        pid = os.fork()
        if pid == 0:
            for descriptor in (reports, outputs, dumps, self.group.tell.descriptor):
                os.close(descriptor)
            child(self.group, report, output, dump)
        for descriptor in (report, output, dump):
            os.close(descriptor)
        self.follow(pid, reports, outputs, dumps)
        kill(pid)
        for descriptor in (reports, outputs, dumps):
            os.close(descriptor)

    def follow(self, pid, reports, outputs, dumps):
        """Read what the child says."""
        ended = None
        while not self.over:
            self.read(reports, outputs, TICK if ended is None else 0)
            if self.over:
                return
            if ended is not None:
                self.died(ended)
                return
            ended = status_of(pid)
            if ended is None and time.time() > min(self.since + self.group.timeout, self.group.deadline):
                self.hung(pid, dumps)

    def read(self, reports, outputs, patience):
        """Take what is there, and wait a little for it."""
        ready = select.select([reports, outputs], [], [], patience)[0]
        while ready:
            if outputs in ready:
                self.output = (self.output + os.read(outputs, 65536))[-TAIL:]
            if reports in ready:
                data = os.read(reports, 65536)
                self.lines += data
                self.take_lines()
                if not data or self.over:
                    return
            ready = select.select([reports, outputs] if reports in ready else [], [], [], 0)[0]

    def take_lines(self):
        """Act on complete lines."""
        while b"\n" in self.lines and not self.over:
            line, self.lines = self.lines.split(b"\n", 1)
            event = parsed(line)
            if event is not None:
                self.take(event)

    def take(self, event):
        """Act on one thing that the child says."""
        if event["event"] == "begin":
            self.current, self.since = event["module"], time.time()
        elif event["event"] == "end":
            self.over = True
            if self.group.pending:
                self.lost({"exit": 0})
        else:
            self.finish(event)

    def finish(self, event):
        """Report a module, and with a failure those that failed with it."""
        module = event["module"]
        if module not in self.group.pending:
            return  # an entry that is loaded once more
        self.group.pending.remove(module)
        self.current = None
        failed = not event["ok"]
        if failed:
            event["output"] = self.tail()
        through = [name for name in event.pop("through", ()) if name in self.group.pending]
        self.group.report(module, event)
        for name in through:
            self.group.pending.remove(name)
            self.group.report(name, dict(event, seconds=0.0))
        self.over = failed

    def hung(self, pid, dumps):
        """Ask the child where it is, and give it up."""
        os.kill(pid, signal.SIGUSR2)
        until = time.time() + DUMP
        text = b""
        while time.time() < until and select.select([dumps], [], [], DUMP)[0]:
            data = os.read(dumps, 65536)
            if not data:
                break
            text += data
            if len(data) < 65536 and not select.select([dumps], [], [], TICK)[0]:
                break
        self.lost({"hang": True, "frames": dumped(text.decode("ascii", "replace"))})

    def died(self, status):
        """Say how the child ended in the middle of an import."""
        code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        self.lost({"exit": code})

    def lost(self, result):
        """Report the module that the child was at."""
        self.over = True
        module = self.current if self.current is not None else self.group.pending[0]
        if module not in self.group.pending:
            self.group.working.remove(module)
            return  # an entry that worked the first time; it is not tried again
        self.group.pending.remove(module)
        result.update(ok=False, seconds=time.time() - self.since, output=self.tail())
        self.group.report(module, result)

    def tail(self):
        """Decode the end of what the child printed."""
        return self.output.decode("utf-8", "replace")


def parsed(line):
    """Read what the child says; an import may have written to the same pipe."""
    try:
        event = json.loads(line.decode("ascii"))
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None


def status_of(pid):
    """Tell how a child ended, or that it has not."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return status if found else None


def kill(pid):
    """End a child and all that it has started."""
    for send in (os.killpg, os.kill):
        try:
            send(pid, signal.SIGKILL)
        except OSError:
            pass
    try:
        os.waitpid(pid, 0)
    except OSError:
        pass


def dumped(text):
    """Read what faulthandler writes of a thread: the innermost frame comes first there."""
    frames = []
    for line in text.splitlines():
        if line.startswith('  File "'):
            path, _, rest = line[8:].partition('", line ')
            number = rest.partition(" ")[0]
            frames.append([path, int(number) if number.isdigit() else 0])
        elif frames:
            break
    return frames[:FRAMES][::-1]


def child(group, report, output, dump):
    """Import what is pending; this never returns."""
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        faulthandler.register(signal.SIGUSR2, file=dump, all_threads=False)
        os.dup2(output, 1)
        os.dup2(output, 2)
        tell = Teller(report, "")
        lookups = Lookups()
        sys.path[:] = group.roots + [place for place in sys.path if place not in ("", *group.roots)]
        for module in group.working + group.pending:
            tell({"event": "begin", "module": module})
            if not try_import(module, tell, lookups, group):
                break
        else:
            tell({"event": "end"})
    finally:
        os._exit(0)


def try_import(module, tell, lookups, group):
    """Import a module and tell; false when it fails."""
    sys.argv[:] = [module]
    del lookups.missed[:]
    start = time.time()
    try:
        loaded = load_set_up(module, group)
        place = getattr(loaded, "__file__", None) or next(iter(getattr(loaded, "__path__", ())), None)
    except BaseException as error:
        result = described(error)
        result.update(
            event="import", module=module, ok=False, seconds=time.time() - start, missed=lookups.missed[-FRAMES:]
        )
        tell(result)
        return False
    tell({"event": "import", "module": module, "ok": True, "seconds": time.time() - start, "loaded": place})
    return True


def load_set_up(module, group):
    """Import; when that asks for a Django that is set up, as a server or ``manage.py`` would do, set it up."""
    try:
        return load(module)
    except Exception as error:
        kind = type(error)
        unready = kind.__module__ == "django.core.exceptions" and kind.__name__ in UNREADY
        settings = os.environ.get(SETTINGS) or group.settings
        if not unready or not settings or group.is_set_up:
            raise
    group.is_set_up = True
    os.environ[SETTINGS] = settings
    importlib.import_module("django").setup()
    return load(module)


def load(module):
    """Import by name, or by path without running what is only for ``__main__``."""
    if not module.startswith("/"):
        return importlib.import_module(module)
    name = os.path.splitext(os.path.basename(module))[0]
    loader = importlib.machinery.SourceFileLoader(name, module)
    spec = importlib.util.spec_from_loader(name, loader)
    script = importlib.util.module_from_spec(spec)
    sys.modules[name] = script
    loader.exec_module(script)
    return script


def described(error):
    """Tell the type, the words and the place of an exception."""
    frames, through = [], []
    traceback = error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        frames.append([frame.f_code.co_filename, traceback.tb_lineno])
        if frame.f_code.co_name == "<module>":
            through.append(str(frame.f_globals.get("__name__")))
        traceback = traceback.tb_next
    if isinstance(error, SyntaxError) and error.filename:
        frames.append([str(error.filename), error.lineno or 0])
    kinds = ["%s.%s" % (kind.__module__, kind.__qualname__) for kind in type(error).__mro__[:-1]]
    return {
        "kinds": kinds,
        "message": words_of(error),
        "name": getattr(error, "name", None) if isinstance(error, ImportError) else None,
        "errno": errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None,
        "code": error.code if isinstance(error, SystemExit) and isinstance(error.code, (int, type(None))) else 1,
        "frames": frames[-FRAMES:],
        "through": through,
    }


def words_of(error):
    """Make text of an exception, whatever its ``__str__`` does."""
    try:
        return str(error)[:TAIL]
    except Exception:
        return ""


class Lookups:
    """Notes the variables that are looked up in the environment, and not there, with the place of the lookup."""

    def __init__(self):
        self.missed = missed = []
        own = type(os.environ)

        class Environment(own):
            """The same mapping."""

            def __getitem__(self, key):
                try:
                    return own.__getitem__(self, key)
                except KeyError:
                    frame = asker()
                    missed.append([str(key), frame.f_code.co_filename, frame.f_lineno])
                    raise

        os.environ.__class__ = Environment


def asker():
    """Find the frame that wants a variable: the first outside of what mappings are made of."""
    frame = sys._getframe(2)
    own = (os.__file__, "<frozen os>", "<frozen _collections_abc>")
    while frame.f_back and (
        frame.f_code.co_filename in own or frame.f_code.co_filename.endswith("_collections_abc.py")
    ):
        frame = frame.f_back
    return frame


if __name__ == "__main__":
    main(sys.argv[1:])
