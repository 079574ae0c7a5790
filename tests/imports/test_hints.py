"""What the bytes of a source do not hint at, its syntax tree does not have either."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from ctxlint.data import may_read
from ctxlint.data.reader import _read as read_exactly
from ctxlint.imports import rough_scan
from ctxlint.imports.scan import imports_by_name, scan
from tests.imports.test_rough import edges

READS = [
    "open('a')",
    "open ('a')",
    "(open)('a')",
    "x = [open('a')]",
    "Path('a').read_text()",
    "Path('a') \\\n.iterdir()",
    "import os\nos.walk('a')",
    "import shutil\nshutil.copytree('a', b)",
    "from shutil import copytree as c\nc('a', b)",
    "import numpy as np\nnp.load('a')",
    "import pandas as pd\npd.read_csv('a')",
    "import polars\npolars.scan_csv('a')",
    "from xml.etree import ElementTree as E\nE.parse('a')",
    "config.read('a.ini')",
    "from importlib import resources\nresources.path('a', 'b')",
    "from importlib.resources import read_text\nread_text('a', 'b')",
    "from starlette.staticfiles import StaticFiles as S\nS(directory='a')",
    "from flask import Flask\nFlask(__name__)",
    "from alembic.config import Config as C\nC('a.ini')",
    "import subprocess\nsubprocess.run(['alembic', 'upgrade', 'head'])",
    "import os\nos.system('alembic upgrade head')",
    "import uvicorn\nuvicorn.run(a, log_config='a')",
    "import gettext\ngettext.translation('a', localedir='b')",
    "from peewee_migrate import Router\nRouter(db, migrate_dir='a')",
    "from yoyo import read_migrations\nread_migrations('a')",
    "STATICFILES_DIRS = ['a']",
    "STATICFILES_DIRS += ['a']",
    "STATICFILES_DIRS: list[str] = ['a']",
    "STATICFILES_DIRS \\\n = ['a']",
    "import os\nos.chdir('a')",
    "with open(path) as file: ...\npath = 'a'",
    "def f():\n    path: str = 'a'\n    open(path)",
    "open(os.path.join(BASE, 'a'))\nBASE = os.path.dirname(__file__)",
    "open(join(HERE, 'a'))\nfrom settings import HERE",
    "open(settings.PATH)\nimport settings",
    "open(P(x))\nfrom pathlib import Path as P",
    "open(  # it\n  Path(\n  __file__).parent / 'a')",
    "class A:\n    path = Path('a')\n    def f(self): return self.path.read_text()",
    "class A:\n    def __init__(self): self.path = 'a'\n    def f(self): return open(self.path)",
    "path = Path('a').resolve()\nfor each in path.parent.iterdir(): ...",
    "base = Path(__file__).parents[1]\n(base / 'a').open()",
    "with path.open() as file: ...\npath = files('a') / 'b'",
    "with as_file(x) as path:\n  path.read_text()",
    "import io\nio.open('a')",
    "import gzip as gz\ngz.open('a')",
    "open(file='a')",
    "open(f'{BASE}/a')",
    "open('a', mode='r')",
    "open('a', mode)",
    "import glob\nglob.glob(PATTERN)\nPATTERN = 'a/*'",
]
NO_READS = [
    "",
    "def open_door(): ...",
    "values.copy()",
    "data = file.read()",
    "json.load(file)",
    "parser.parse(text)",
    "path('admin/', view)",
    "from django.contrib.staticfiles.handlers import StaticFilesHandler",
    "print(INSTALLED_APPS)",
    "from .resources import Resource",
    "'''Files are opened (later).'''",
    "def load(path):\n    with open(path) as file: ...",
    "def load(path: Path) -> str:\n    return path.read_text()",
    "def load(self, path):\n    if not path: return\n    self.open(path)",
    "def load(self): return self.storage.open(self.name)",
    "import os\nos.listdir(sys.argv[1])",
    "import os\ndef f(where, name): return open(os.path.join(where, name))",
    "def f(path): return open(str(path).lower())",
    "class A:\n    def open(self, path='a'): ...",
    "path = 'a'\nopen(path, 'w')",
    "path = 'a'\nopen(path, mode='wb')",
    "path = get_path()\nopen(path)",
    "path = None\nopen(path)",
    "webbrowser.open('a')",
    "import ast\ndef f(tree): return ast.walk(tree)",
]


@pytest.mark.parametrize("source", READS)
def test_what_may_read(source: str) -> None:
    assert may_read(source.encode())


@pytest.mark.parametrize("source", NO_READS)
def test_what_cannot(source: str) -> None:
    assert not may_read(source.encode())


BY_NAME = [
    "import_module('a')",
    "importlib.import_module ('a')",
    "from importlib import import_module as load\nload('a')",
    "__import__('a')",
    "import_string(\n'a.b')",
    "NAME = 'a'\nimport_module(NAME)",
    "x = 1; NAME: str = 'a'\nimport_module(NAME)",
    "A = NAME = 'a'\nimport_module(NAME)",
    "import_module(  # the plug-in, or so\n  NAME  # it\n)\nNAME = 'a'",
    "import_module(__package__ + '.a')",
    "import_module(f'{NAME}.a')\nNAME = 'a'",
    "import_module(('a'))",
    "import_module('.'.join(['a', b]))",
    "import_module(\u00e9)\n\u00e9 = 'a'",
    "for name in ['a']:\n import_module(name)",
    "for name in (\n'a',):\n import_module(name)",
    "for name in list(NAMES):\n import_module(name)\nNAMES = ['a']",
    "for name in NAMES:\n import_module(name)\nNAMES = ['a']",
    "for name in x.names + ['a']:\n import_module(name)",
    "[import_module(name) for name in ('a', 'b')]",
    "for m in pkgutil.iter_modules(p.__path__): ...",
    "for m in pkgutil.iter_modules([str(Path(__file__).parent)]): ...",
    "entry_points(group='a')",
    "metadata.entry_points().select(group='a')",
    "ExtensionManager('a')",
    "run(['-m', 'a'])",
    "run([sys.executable, '-m', NAME])\nNAME = 'a'",
    "INSTALLED_APPS = ['a']",
    "INSTALLED_APPS.append('a')",
    "MIDDLEWARE: list = ['a']",
    "handler404 = 'a.b'",
    "{'context_processors': ['a']}",
    "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a')",
    "app.conf.imports = ['a']",
    "app.conf.update(imports=['a'])",
    "Celery('a', include=['b'])",
    "uvicorn.run('a:b')",
    "urlpatterns = [path('', include('a'))]",
]
NOT_BY_NAME = [
    "",
    "from django.conf import settings",
    "import importlib",
    "print(settings.INSTALLED_APPS)",
    "urlpatterns = [path('', view)]",
    "class Manager(models.Manager): ...",
    "def handler(): ...",
    "config.items()",
    "def load(name):\n return import_module(name)",
    "import_module(self.name)",
    "import_module(names[0])",
    "import_module(name_of('a'))",
    "def f():\n    name = get()\n    import_module(name)",
    "f(name='a')\nimport_module(name)",
    "if name == 'a':\n import_module(name)",
    "for name in names():\n import_module(name)",
    "for name in settings.APPS:\n import_module(name)",
    "for key, name in [('a', 'b')]:\n import_module(name)",
    "for m in pkgutil.iter_modules(p): ...",
    "parser.add_argument('-m', '--mount')",
    '"""The setting DJANGO_SETTINGS_MODULE, and INSTALLED_APPS."""',
    "urlpatterns = [include(router.urls)]",
]


@pytest.mark.parametrize("source", BY_NAME)
def test_what_may_import_by_name(source: str) -> None:
    assert imports_by_name(source.encode())


@pytest.mark.parametrize("source", NOT_BY_NAME)
def test_what_imports_by_statements_alone(source: str) -> None:
    assert not imports_by_name(source.encode())


def samples() -> list[Path]:
    """Sources that nobody wrote for these tests."""
    library = Path(sysconfig.get_path("stdlib"))
    packages = ("asyncio", "concurrent", "email", "importlib", "json", "logging", "multiprocessing", "unittest")
    return sorted(path for name in packages for path in (library / name).rglob("*.py"))


def test_the_fast_ways_miss_nothing_in_the_standard_library() -> None:
    sources = [path.read_bytes() for path in samples()]
    assert len(sources) > 100
    for source in sources:
        assert edges(scan(source)) <= edges(rough_scan(source))
        reading = read_exactly(source)
        assert may_read(source) or not (reading.paths or reading.changes_directory)


MANY = 5_000
# The source, and what of it is parsed, be it in vain.
HOSTILE = {
    "a name that stands for itself": (b"x = x\n" * MANY + b"open(x)\n", "reads"),
    "one that a function gives": (b"x = f(x)\n" * MANY + b"open(x)\n", ""),
    "calls in calls": (b"x = " + b"Path(" * MANY + b")" * MANY + b"\nopen(x)\n", "reads"),
    "names for names": (
        b"".join(b"a%d = a%d\n" % (level, level + 1) * 300 for level in range(8)) + b"open(a0)\n",
        "reads",
    ),
    "a call again and again": (b"open(x)\n" * MANY, ""),
    "calls of an attribute": (b"self.a.open(x)\n" * MANY, ""),
    "many names": (
        b"".join(b"x%d = y%d(z)\nopen(x%d)\n" % (number, number, number) for number in range(MANY)),
        "reads",
    ),
    "many imports": (b"".join(b"from a import b%d\n" % number for number in range(MANY)) + b"open(x)\n" * MANY, ""),
    "a line of imports": (b"open(x)\n" + b"from " * MANY * 10 + b"\n" + b"import (" * MANY, ""),
    "loops over modules": (b"iter_modules(x)\n" * MANY * 10, ""),
    "imports by one name": (b"import_module(x)\n" * MANY, ""),
    "loops over one name": (b"for x in y:\n import_module(x)\n" * MANY, ""),
    "loops over many": (
        b"".join(b"for x%d in x%d:\n import_module(x%d)\n" % (n, n + 1, n) for n in range(MANY)),
        "imports",
    ),
    "blanks": (b"open(" + b" " * MANY * 100 + b"x)\nimport_module(" + b"\\\n" * MANY * 100 + b"x)\n", ""),
}


@pytest.mark.parametrize(("source", "parsed"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_sources_take_linear_time(source: bytes, parsed: str) -> None:
    assert "reads" * may_read(source) + "imports" * imports_by_name(source) == parsed
