"""Imports by string: calls, loops over packages and what frameworks read."""

from __future__ import annotations

import pytest

from ctxlint.imports import Import, Kind, scan


def shown(found: Import) -> str:
    """``module``, ``~`` when its tail may be an attribute, and what is imported of it when it is there."""
    if found.group:
        return f"<{found.group}>"
    names = f" [{' '.join(found.names)}]" if found.whole_package else ""
    return "." * found.level + found.module + "~" * found.tail + names


def dynamic(source: str) -> list[str]:
    result = scan(source.encode())
    assert result.problem is None
    return [shown(found) for found in result.imports if found.dynamic]


# Why, the source, what it imports.
CALLS = [
    ("literal", "importlib.import_module('a.b')", ["a.b"]),
    ("bare name", "import_module('a.b')", ["a.b"]),
    ("builtin", "__import__('a')", ["a"]),
    ("renamed function", "from importlib import import_module as load\nload('a')", ["a"]),
    ("concatenation", "import_module('a' + '.b')", ["a.b"]),
    ("adjacent strings", "import_module('a' '.b')", ["a.b"]),
    ("constant", "A = 'a'\nimport_module(A + '.b')", ["a.b"]),
    ("annotated constant", "A: str = 'a'\nimport_module(A)", ["a"]),
    ("constant in a format", "A = 'a'\nimport_module(f'{A}.b')", ["a.b"]),
    ("relative", "import_module('.b', __package__)", [".b"]),
    ("relative by keyword", "import_module('..b', package=__name__)", ["..b"]),
    ("relative to a literal", "import_module('.b', package='a.c')", ["a.c.b"]),
    ("relative to the parent of a literal", "import_module('..b', package='a.c')", ["a.b"]),
    ("own package", "import_module(__name__ + '.b')", [".b"]),
    ("own package in a format", "import_module(f'{__package__}.b')", [".b"]),
    ("in an argument", "f(g=import_module('a'))", ["a"]),
    ("in a lambda", "f = lambda: import_module('a')", ["a"]),
    ("attribute of a module", "import_string('a.b.C')", ["a.b.C~"]),
    ("joined", "import_module('.'.join(['a', 'b']))", ["a.b"]),
    ("joined with something unknown", "import_module('.'.join(['a', x]))", ["a [*]"]),
    ("run as a script", "runpy.run_module('a.b')", ["a.b"]),
    ("a loop over names", "for m in ['a.b', 'c']:\n    import_module(m)", ["a.b", "c"]),
    ("a loop over a constant", "A = ('a.b', 'c')\nfor m in A:\n    import_module(f'x.{m}')", ["x.a.b", "x.c"]),
    ("a loop over relative names", "for m in ('.a', '.b'):\n    import_module(m, __package__)", [".a", ".b"]),
    ("a comprehension", "[import_module('x.' + m) for m in ['a', 'b']]", ["x.a", "x.b"]),
    ("a loop over something unknown", "for m in names():\n    import_module(m)", []),
    ("a loop over some that are known", "for m in ['a', f()]:\n    import_module(m)", ["a"]),
    ("a variable of two loops", "for m in ['a']:\n    f(m)\nfor n in x:\n    import_module(n)", []),
    ("one of a package", "import_module(f'a.plugins.{name}')", ["a.plugins [*]"]),
    ("one of the own package", "import_module('.' + name, __package__)", []),
    ("variable", "import_module(name)", []),
    ("unknown part of a name", "import_module(f'a_{name}')", []),
    ("variable constant", "A = f()\nimport_module(A)", []),
    ("above the top", "import_module('...b', package='a')", []),
    ("no module name", "import_module('a-b')", []),
    ("nothing", "import_module()", []),
    ("number", "import_module(1)", []),
    ("cyclic constants", "A = B\nB = A\nimport_module(A)", []),
    ("in a string", "'import_module(\"a\")'", []),
]
TABLES = [
    ("an engine", "DATABASES = {'default': {'ENGINE': 'a.b', 'NAME': 'c.d'}}", ["a.b.base"]),
    ("a cache", "CACHES = {'default': {'BACKEND': 'a.b.C', 'LOCATION': 'c.d'}}", ["a.b.C~"]),
    ("validators", "AUTH_PASSWORD_VALIDATORS = [{'NAME': 'a.b.C'}]", ["a.b.C~"]),
    (
        "logging",
        "LOGGING = {'handlers': {'x': {'class': 'a.b.C'}}, 'filters': {'y': {'()': 'c.D'}}}",
        ["a.b.C~", "c.D~"],
    ),
    ("the same for the library", "logging.config.dictConfig({'handlers': {'x': {'class': 'a.b.C'}}})", ["a.b.C~"]),
    ("by a name", "A = {'handlers': {'x': {'class': 'a.b.C'}}}\ndictConfig(A)", ["a.b.C~"]),
    ("other tables", "FORM = {'class': 'a.b', 'ENGINE': 'a.b'}\nEMAIL_BACKEND = 'c.D'", ["c.D~"]),
    ("configuration of Celery", "app.config_from_object('a.b')", ["a.b~"]),
    ("configuration of Flask", "app.config.from_object('a.b.C')", ["a.b.C~"]),
    ("an object", "app.config.from_object(settings)", []),
    ("tasks by another name", "app.autodiscover_tasks(['a'], related_name='jobs')", ["a~ [jobs]"]),
    ("tasks of a function", "app.autodiscover_tasks(lambda: ['a'])", ["a~ [tasks]"]),
    ("tasks by an unknown name", "app.autodiscover_tasks(['a'], related_name=name)", []),
]
LOOPS = [
    ("over a package", "import a.b\nfor m in iter_modules(a.b.__path__):\n    import_module(m.name)", ["a.b [*]"]),
    ("all below", "import a\nfor m in walk_packages(a.__path__):\n    import_module(m.name)", ["a [**]"]),
    ("relative package", "from . import b\n[import_module(m) for m in iter_modules(b.__path__)]", [".b [*]"]),
    ("renamed", "from a import b as c\n[import_module(m) for m in iter_modules(c.__path__)]", ["a.b [*]"]),
    ("own package", "for m in pkgutil.iter_modules(__path__):\n    import_module(m.name)", [". [*]"]),
    (
        "own directory",
        "for m in iter_modules([os.path.dirname(__file__)]):\n    import_module(m.name)",
        [". [*]"],
    ),
    ("imported on the spot", "[__import__(m) for m in iter_modules(import_module('a').__path__)]", ["a", "a [*]"]),
    ("only listed", "import a\nfor m in iter_modules(a.__path__):\n    print(m.name)", []),
    ("all there is", "for m in iter_modules():\n    import_module(m.name)", []),
    ("unknown package", "for m in iter_modules(x.__path__):\n    import_module(m.name)", []),
]


# Groups of entry points stand in angle brackets.
REGISTERED = [
    ("group", "entry_points(group='a.b')", ["<a.b>"]),
    ("group of a table", "importlib.metadata.entry_points().select(group='a')", ["<a>"]),
    ("group of pkg_resources", "for e in iter_entry_points('a'):\n    e.load()", ["<a>"]),
    ("manager", "ExtensionManager(namespace='a', invoke_on_load=True)", ["<a>"]),
    ("constant group", "G = 'a'\nentry_points(group=G)", ["<a>"]),
    ("any group", "entry_points()", []),
    ("unknown group", "entry_points(group=name)", []),
    ("migration", "from alembic import command\ncommand.upgrade(c, 'head')", ["<alembic:revisions>"]),
    ("migration by its module", "import alembic.command\nalembic.command.upgrade(c, 'head')", ["<alembic:revisions>"]),
    ("migration, spawned", "run([sys.executable, '-m', 'alembic', 'upgrade', 'head'])", ["<alembic:revisions>"]),
    ("migration by name", "run(['alembic', 'upgrade', 'head'])", ["<alembic:revisions>"]),
    ("another upgrade", "import alembic\nx.upgrade('head')", []),
    ("another command of alembic", "run(['alembic', 'current'])", []),
    ("spawned module", "Popen([sys.executable, '-m', 'a.b', *args])", ["a.b"]),
    ("spawned variable", "run([sys.executable, '-m', module])", []),
    ("something else with -m", "run(['git', 'commit', '-m', 'a message'])", []),
]


@pytest.mark.parametrize(("source", "imports"), [c[1:] for c in REGISTERED], ids=[c[0] for c in REGISTERED])
def test_registered(source: str, imports: list[str]) -> None:
    assert dynamic(source) == imports
    assert all(found.kind is Kind.LAZY for found in scan(source.encode()).imports if found.dynamic)


@pytest.mark.parametrize(("source", "imports"), [c[1:] for c in CALLS + LOOPS], ids=[c[0] for c in CALLS + LOOPS])
def test_calls(source: str, imports: list[str]) -> None:
    assert sorted(dynamic(source)) == sorted(imports)


APP = [
    *("{0}~", "{0}~", "{0}~", "{0}~ [admin]", "{0}~ [tasks]"),
    *("{0}.migrations [*]", "{0}.migrations [*]", "{0}.templatetags [*]", "{0}.management.commands []"),
]


def app(name: str) -> list[str]:
    return [text.format(name) for text in APP]


FRAMEWORKS = [
    ("application", "INSTALLED_APPS = ['a']", app("a")),
    ("added", "INSTALLED_APPS += ['a']", app("a")),
    ("appended", "INSTALLED_APPS.append('a')", app("a")),
    ("parts", "A = ['a']\nINSTALLED_APPS = A + ['b']", app("a") + app("b")),
    ("starred", "A = ['a']\nINSTALLED_APPS = [*A]", app("a")),
    ("not a module", "INSTALLED_APPS = ['a b', 1, f()]", []),
    (
        "configuration class",
        "INSTALLED_APPS = ['a.apps.C']",
        ["a.apps.C~", *app("a")[1:]],
    ),
    ("middleware", "MIDDLEWARE = ['a.b.C']", ["a.b.C~"]),
    ("middleware that is called", "MIDDLEWARE = [Middleware(A)]", []),
    ("routes", "ROOT_URLCONF = 'a.urls'", ["a.urls"]),
    ("context processors", "T = [{'OPTIONS': {'context_processors': ['a.b.c']}}]", ["a.b.c~"]),
    ("included routes", "urlpatterns = [path('', include('a.urls'))]", ["a.urls"]),
    ("included with a namespace", "urlpatterns = [path('', include(('a.urls', 'a')))]", ["a.urls"]),
    ("included module", "urlpatterns = [path('', include(a.urls))]", []),
    ("included elsewhere", "config.include('a.urls')", []),
    ("settings", "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a.settings')", ["a.settings"]),
    ("settings, assigned", "os.environ['DJANGO_SETTINGS_MODULE'] = 'a.settings'", ["a.settings"]),
    ("another variable", "os.environ.setdefault('A', 'DJANGO_SETTINGS_MODULE')", []),
    ("Celery", "app = Celery('a', include=['a.tasks'])", ["a.tasks"]),
    ("Celery's configuration", "app.conf.update(imports=('a.tasks',))", ["a.tasks"]),
    ("Celery's imports", "app.conf.imports = ['a.tasks']", ["a.tasks"]),
    ("Celery's setting", "CELERY_IMPORTS = ('a.tasks',)", ["a.tasks"]),
    ("discovered tasks", "app.autodiscover_tasks(['a'])", ["a~ [tasks]"]),
    ("discovered by settings", "app.autodiscover_tasks()", []),
    ("discovered lazily", "app.autodiscover_tasks(lambda: settings.INSTALLED_APPS)", []),
    ("server", "uvicorn.run('a.b:app')", ["a.b"]),
    ("server, by keyword", "uvicorn.run(app='a.b:app')", ["a.b"]),
    ("server with an object", "uvicorn.run(app)", []),
    ("any other assignment", "NAMES = ['a.b']  # INSTALLED_APPS", []),
]


@pytest.mark.parametrize(
    ("source", "imports"), [c[1:] for c in FRAMEWORKS + TABLES], ids=[c[0] for c in FRAMEWORKS + TABLES]
)
def test_frameworks(source: str, imports: list[str]) -> None:
    assert sorted(dynamic(source)) == sorted(imports)


def test_the_environment_overrules_the_settings_of_a_script() -> None:
    (found,) = scan(b"def main():\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a')").imports
    assert (found.unless, found.kind) == ("DJANGO_SETTINGS_MODULE", Kind.EAGER)


def test_calls_have_the_kind_of_their_place() -> None:
    source = b"try:\n    import_module('a')\nexcept ImportError:\n    pass\nf = lambda: import_module('b')\n"
    assert [found.kind for found in scan(source).imports] == [Kind.OPTIONAL, Kind.LAZY]
