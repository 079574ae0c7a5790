"""What the ignore language means, case by case: each was tried with real builders.

Lists are separated by blanks; a visible ``␠`` is a blank in a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from ctxlint.context import Disk, FileSet, filter_context
from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.errors import IgnoreSyntaxError
from ctxlint.model import Builder
from tests.helpers import LINK, write_tree

if TYPE_CHECKING:
    from pathlib import Path


def words(text: str) -> list[str]:
    return [word.replace("␠", " ") for word in text.split()]


class Case(NamedTuple):
    """An ignore file, the files and links (``name->target``) of a context, and what is left of them."""

    ignore: str
    paths: str
    kept: str
    classic: str | None = None
    """What the classic builder keeps, where that is something else."""

    def write(self, root: Path) -> Path:
        names = (path.partition("->") for path in words(self.paths))
        return write_tree(root, {name: LINK + target if target else "" for name, _, target in names})


CASES = [
    # A "!" line with a wildcard reaches into excluded directories; the classic builder has pruned them by then.
    Case("*\n!*/b.py", "a/b.py a/c.py", "a/b.py", classic=""),
    Case("*\n!**/*.py", "t.py t.txt s/u.py s/u.txt", "s/u.py t.py", classic="t.py"),
    Case("**\n!**/*.py", "t.py t.txt s/u.py s/u.txt", "s/u.py t.py", classic="t.py"),
    Case("*\n!src/*/x.py", "src/a/x.py src/a/y.py src/x.py", "src/a/x.py", classic=""),
    Case(
        "src/**\n!src/**/*.py", "src/a.py src/a.txt src/p/b.py src/p/b.txt", "src/a.py src/p/b.py", classic="src/a.py"
    ),
    Case("*\n!src/*/keep\n!x", "src/a/keep/f src/a/no x/y", "src/a/keep/f x/y", classic="x/y"),
    # "!" lines and the order of lines.
    Case("*\n!d/", "a d/b d/e/c", "d/b d/e/c"),
    Case("*\n!d/e/c", "a d/b d/e/c", "d/e/c"),
    Case("*\n!src", "src/a srcx/a src2", "src/a"),
    Case("*\n!src/*", "src/a.py src/p/b.py x", "src/a.py src/p/b.py"),
    Case("*\n!src/**", "src/a.py src/p/b.py y", "src/a.py src/p/b.py"),
    Case("*\n!src/*.py", "src/a.py src/p/b.py src/t.txt", "src/a.py"),
    Case("*\n!src\n**/__pycache__", "src/a.py src/__pycache__/a.pyc z", "src/a.py"),
    Case("*\n!pack*", "package/a.py pack.txt other", "pack.txt package/a.py"),
    Case("*/\n!a/", "a/x b/x f", "a/x"),
    Case("*\n!/a.py", "a.py b.py", "a.py"),
    Case("*\n! a.py", "a.py b.py", "a.py"),
    Case("*\n!!a", "a !a b", "!a"),
    Case("a\n!a\na", "a b", "b"),
    Case("!src\n*", "src/a.py z", ""),
    Case("!a.py\n*.py", "a.py b.py", ""),
    Case("docs\n!docs/README.md", "docs/README.md docs/x.md", "docs/README.md"),
    Case("foo\n!foo/bar", "foo/a foo/bar/a", "foo/bar/a"),
    Case("foo\nfoobar\n!foobar/x", "foo/x foobar/x foobar/y", "foobar/x"),
    Case("src/*\n!src/app", "src/app/a.py src/b.py", "src/app/a.py"),
    Case(".git\n!.git/HEAD", ".git/HEAD .git/config", ".git/HEAD"),
    Case(".env*\n!.env.example", ".env .env.example d/.env", ".env.example d/.env"),
    Case("*.md\n!README*.md\nREADME-secret.md", "README.md README-secret.md x.md", "README.md"),
    Case("**\n!src/app/main.py", "src/app/main.py src/app/o.py src/z.py", "src/app/main.py"),
    Case("**/c\n!a/b/c/include.txt", "a/b/c/include.txt a/b/c/exclude.txt a/b/k", "a/b/c/include.txt a/b/k"),
    Case(
        "**/tests\n!app/tests/fixtures", "app/tests/t.py app/tests/fixtures/f.json tests/x", "app/tests/fixtures/f.json"
    ),
    Case(
        "**/node_modules\n!app/node_modules/keep",
        "app/node_modules/keep/i.js app/node_modules/drop/i.js node_modules/z",
        "app/node_modules/keep/i.js",
    ),
    Case(
        "**\n!util/docker/web\nutil/docker/web/foo",
        "util/docker/web/foo util/docker/web/bar util/z",
        "util/docker/web/bar",
    ),
    # A "!" line is not even tried where nothing was excluded, so the deeper pattern wins.
    Case("src/app/x.py\n!src", "src/app/x.py src/y.py", "src/y.py"),
    # A name without a slash is a name at the root.
    Case("foo", "foo bar/foo", "bar/foo"),
    Case("/foo", "foo bar/foo", "bar/foo"),
    Case("./foo", "foo bar/foo", "bar/foo"),
    Case("*.pyc", "a.pyc d/a.pyc", "d/a.pyc"),
    Case("__pycache__", "__pycache__/a.pyc d/__pycache__/a.pyc", "d/__pycache__/a.pyc"),
    Case("*.egg-info", "x.egg-info/PKG-INFO src/x.egg-info/PKG-INFO", "src/x.egg-info/PKG-INFO"),
    Case("logs/", "logs d/logs/x", "d/logs/x"),
    Case("README.md", "README.md readme.MD", "readme.MD"),
    Case(".*", ".env d/.env a", "a d/.env"),
    Case("Dockerfile\n.dockerignore", "Dockerfile .dockerignore a", "a"),
    Case("docker", "docker/Dockerfile docker/x a", "a"),
    Case("/app/src", "app/src/a src/a", "src/a"),
    Case("service/app/x", "app/x x", "app/x x"),
    Case("~/x", "~/x x", "x"),
    # Paths are cleaned, and a slash at the end means nothing.
    Case("a.py/", "a.py b.py", "b.py"),
    Case("foo//bar", "foo/bar foo/baz", "foo/baz"),
    Case("foo/.", "foo/a b", "b"),
    Case("foo/x/../a.py", "foo/a.py foo/b.py", "foo/b.py"),
    Case("../a.py\n/../b.py", "a.py b.py c.py", "a.py c.py"),
    Case(".", "a d/b", "a d/b"),
    Case("/", "a d/b", "a d/b"),
    # Stars.
    Case("*", "a d/b d/e/c", ""),
    Case("**", "a d/b", ""),
    Case("**/", "a d/b", ""),
    Case("***", "a d/b", ""),
    Case("*/**", "a d/b d/e/c", "a"),
    Case("*/temp*", "temp1 d/temp1 d/e/temp1", "d/e/temp1 temp1"),
    Case("d/*", "d/b d/e/c a", "a"),
    Case("dir/**", "dir/a dir/s/b dirx/a", "dirx/a"),
    Case("dir**", "dir/a dirx/a ddir/a", "ddir/a"),
    Case("foo/**/", "foo/a foo/b/c x", "x"),
    Case("a/**/b", "a/b a/x/b a/x/y/b b", "b"),
    Case("a/**b", "a/b a/xb a/x/b a/x/yb", "a/x/yb a/xb"),
    Case("**foo", "foo d/foo d/xfoo xfoo/a", ""),
    Case("**/foo", "foo d/foo d/xfoo e/foo/a", "d/xfoo"),
    Case("**/.*", ".env d/.env a.py d/a.py", "a.py d/a.py"),
    Case("**/.env", ".env d/.env d/.envrc", "d/.envrc"),
    Case("**/*.pyc", "a.pyc d/a.pyc d/e/a.pyc", ""),
    Case("**/*.py[cod]", "a.pyc d/b.pyo d/e.py", "d/e.py"),
    # One character.
    Case("temp?", "tempa temp tempab", "temp tempab"),
    Case("a?b", "a/b axb", "a/b"),
    Case("[ab].py", "a.py b.py c.py", "c.py"),
    Case("[^a].py", "a.py b.py ^.py", "a.py"),
    Case("[!a].py", "a.py b.py !.py", "b.py"),
    # A backslash goes to the regular expression, and so do classes.
    Case("a\\*b", "a*b axb", "axb"),
    Case("a\\d", "a1 ad", "ad"),
    Case("[[:digit:]]x", "1x ax", "ax"),
    Case("foo\\bar", "foo/bar foobar", "foo/bar foobar"),
    Case("\\#x", "#x x", "x"),
    Case("\\!a", "!a a", "a"),
    # Other characters stand for themselves.
    Case("a(b)c+", "a(b)c+ abc", "abc"),
    Case("c++", "c++ c", "c"),
    Case("*.{pyc,pyo}", "a.pyc a.pyo a.{pyc,pyo}", "a.pyc a.pyo"),
    Case("my file.txt", "my␠file.txt my", "my"),
    Case("café", "café cafe", "cafe"),
    Case("café", "café", ""),
    # Comments, blanks, line ends.
    Case("# c\n #x\nfoo #bar", "foo #x foo␠#bar #␠c", "#␠c foo"),
    Case("dist/*\n!dist/*.pex  # keep", "dist/a.pex dist/b.whl", ""),
    Case("   \n\t\nfoo", "foo bar", "bar"),
    Case("foo   \n\tbar", "foo bar", ""),
    Case("foo\r\nbar\r", "foo bar baz", "baz"),
    Case("\ufefffoo\nbar", "foo bar", ""),
    Case("\ufeff# c\nbar", "foo bar", "foo"),
    # Links are names like any other, and are not followed.
    Case("real", "real/a link->real", "link"),
    Case("x", "out->/etc/hostname a", "a out"),
    Case("*\n!link/a", "real/a link->real", ""),
]


def kept(case: Case, root: Path, builder: Builder) -> set[str]:
    spec = DockerIgnoreSpec.parse(case.ignore, builder=builder)
    paths = FileSet(filter_context(Disk(case.write(root)), spec).tree).paths
    return {path for path in paths if not path.endswith("/")}


@pytest.mark.parametrize("case", CASES, ids=[case.ignore for case in CASES])
def test_what_buildkit_keeps(case: Case, tmp_path: Path) -> None:
    assert kept(case, tmp_path, Builder.BUILDKIT) == set(words(case.kept))


@pytest.mark.parametrize("case", CASES, ids=[case.ignore for case in CASES])
def test_what_the_classic_builder_keeps(case: Case, tmp_path: Path) -> None:
    expected = case.kept if case.classic is None else case.classic
    assert kept(case, tmp_path, Builder.CLASSIC) == set(words(expected))


REFUSED = [
    Case("foo\n!", "foo bar", ""),
    Case("[", "[ a", ""),
    Case("[Local-Only]/", "L x", ""),
    Case("foo\\", "foo bar", ""),
]


@pytest.mark.parametrize("case", REFUSED, ids=[case.ignore for case in REFUSED])
@pytest.mark.parametrize("builder", [Builder.BUILDKIT, Builder.CLASSIC, Builder.LEGACY])
def test_what_every_builder_refuses(case: Case, builder: Builder, tmp_path: Path) -> None:
    with pytest.raises(IgnoreSyntaxError):
        kept(case, tmp_path, builder)


def test_a_carriage_return_inside_a_line_is_refused_by_buildkit_alone(tmp_path: Path) -> None:
    case = Case("foo\rbar", "foo bar", "foo bar")
    assert kept(case, tmp_path, Builder.CLASSIC) == {"foo", "bar"}
    with pytest.raises(IgnoreSyntaxError):
        DockerIgnoreSpec.parse(case.ignore)


def test_a_utf_16_file_says_something_else_than_it_seems(tmp_path: Path) -> None:
    write_tree(tmp_path, {"foo": "", "bar": ""})
    spec = DockerIgnoreSpec.parse("foo\n".encode("utf-16"))
    assert FileSet(filter_context(Disk(tmp_path), spec).tree).paths == ("bar", "foo")
