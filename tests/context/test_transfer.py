"""The part of the filtered set that BuildKit asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.context import Disk, FileSet, filter_context, lookup, transferred
from ctxlint.context.transfer import follow
from ctxlint.context.tree import Directory
from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.errors import IgnoreSyntaxError
from tests.helpers import LINK, write_tree

if TYPE_CHECKING:
    from pathlib import Path


def tree(text: str) -> dict[str, str | None]:
    """Blank-separated names; ``name->target`` is a link."""
    names = (name.partition("->") for name in text.split())
    return {name: LINK + target if target else "" for name, _, target in names}


# Why, the tree, the paths that instructions read, the patterns that are asked for ("all" for everything).
FOLLOWED = [
    ("nothing is read", "a", "", ""),
    ("a file", "a b", "a", "a"),
    ("a file below", "d/a", "d/a", "d/a"),
    ("what does not exist is asked for all the same", "a", "none", "none"),
    ("a leading slash", "a", "/a", "a"),
    ("a slash at the end", "d/a", "d/", "d"),
    ("a path that is not clean", "d/a", "./d/../d//a", "d/a"),
    ("dots above the context", "a", "../../a", "a"),
    ("a dot", "a", ".", "all"),
    ("a slash", "a", "/", "all"),
    ("two dots", "a", "..", "all"),
    ("a dot among others", "a b", "a . b", "all"),
    ("the same twice", "a", "a ./a", "a"),
    ("what is below something wanted", "d/a d/b", "d d/a d/b", "d"),
    ("what only begins like something wanted", "d/a db", "d db", "d db"),
    ("a glob", "a.py b.py", "*.py", "*.py"),
    ("a glob below", "d/a.py", "d/*.py", "d/*.py"),
    ("a glob of directories", "d/a e/a", "*/a", "*/a"),
    ("a link", "l->a a", "l", "a l"),
    ("a link to a link", "l->m m->a a", "l", "a l m"),
    ("a link to a directory", "l->d d/a", "l", "d l"),
    ("a path through a link", "l->d d/a d/b", "l/a", "d/a l"),
    ("a path through two links", "l->m m->d d/a", "l/a", "d/a l m"),
    ("a link below", "d/l->a d/a", "d/l", "d/a d/l"),
    ("a link up", "d/l->../a a", "d/l", "a d/l"),
    ("a link out stays at the root", "l->../../a a", "l", "a l"),
    ("an absolute link starts at the context", "l->/d/a d/a", "l", "d/a l"),
    ("a link to the context", "d/l->..", "d/l", "all"),
    ("a link to nothing", "l->none", "l", "l none"),
    ("a link to itself", "l->l", "l", "l"),
    ("links in a circle", "a->b b->a", "a", "a b"),
    ("a path through links in a circle", "a->b b->a", "a/x", "a b"),
    ("a link that grows", "a->a/a", "a/x", "a"),
    ("a glob of links", "l1->a l2->b l3->c x->d", "l[12]", "a b l[12]"),
    ("a glob of links and files", "l->d/a d/a lx", "l*", "d/a l*"),
    ("a glob through links", "l1->d l2->e d/a e/a", "l*/a", "d/a e/a l*"),
    ("a glob through directories has nothing to follow", "d/a e/a", "*/a", "*/a"),
    ("a glob below a link", "l->d d/a.py", "l/*.py", "d/*.py l"),
    ("a glob that leads to a glob", "l->d d/m->../e e/x", "l*/m*", "d/m* e l*"),
    ("a glob in a directory that is none", "a", "a/*", "a/*"),
    ("a glob in a directory that does not exist", "a", "none/*", "none/*"),
    ("a glob that is malformed matches no link", "l->a a", "[", "["),
    ("a glob that is malformed, below a link", "a l->a", "l/[", "a/[ l"),
    ("a second path through the same link is not followed", "l->d d/a d/b", "l/a l/b", "d/a l"),
    ("a name with an exclamation mark", "!a", "!a", "!a"),
]


@pytest.mark.parametrize(
    ("files", "paths", "expected"), [row[1:] for row in FOLLOWED], ids=[row[0] for row in FOLLOWED]
)
def test_links_are_followed_on_the_client(files: str, paths: str, expected: str, tmp_path: Path) -> None:
    patterns = follow(Disk(write_tree(tmp_path, tree(files))), paths.split())
    assert patterns == (None if expected == "all" else expected.split())


# Why, the tree, the ignore file, the paths that instructions read, what is transferred.
TRANSFERRED = [
    ("nothing is read", "a d/b", "", "", ""),
    ("everything", "a d/b", "", ".", "a d/ d/b"),
    ("everything that is left", "a d/b", "a", ".", "d/ d/b"),
    ("one file", "a b", "", "a", "a"),
    ("a file with its directories", "d/e/f d/x y", "", "d/e/f", "d/ d/e/ d/e/f"),
    ("a directory with all in it", "d/e/f d/x y", "", "d", "d/ d/e/ d/e/f d/x"),
    ("an empty directory", "d/ e/", "", "d", "d/"),
    ("an ignored file is not there to be asked for", "a b", "a", "a", ""),
    ("what is left of a directory", "d/a.py d/a.txt", "**/*.txt", "d", "d/ d/a.py"),
    ("a directory of which nothing is left", "d/a.txt x", "**/*.txt", "d", "d/"),
    ("a glob", "a.py b.py c.txt d/e.py", "", "*.py", "a.py b.py"),
    ("a glob that matches directories", "app/a app2/b x", "", "app*", "app/ app/a app2/ app2/b"),
    ("a glob of directories", "a/x b/x c/y", "", "*/x", "a/ a/x b/ b/x"),
    ("what does not exist", "a", "", "none", ""),
    ("both of two", "a b c", "", "a c", "a c"),
    ("a link and what it leads to", "l->d d/a x", "", "l", "d/ d/a l"),
    ("through a link, only what is wanted", "l->d d/a d/b", "", "l/a", "d/ d/a l"),
    ("an ignored link still leads on", "l->d d/a x", "l", "l/a", "d/ d/a"),
    ("a link to what is ignored", "l->a a", "a", "l", "l"),
    ("a negated name takes out and brings nothing", "!a a b", "", "!a b", "b"),
    ("a name with a hash is no comment", "#a b", "", "#a", "#a"),
]


@pytest.mark.parametrize(
    ("files", "ignore", "paths", "expected"), [row[1:] for row in TRANSFERRED], ids=[row[0] for row in TRANSFERRED]
)
def test_what_is_transferred(files: str, ignore: str, paths: str, expected: str, tmp_path: Path) -> None:
    disk = Disk(write_tree(tmp_path, tree(files)))
    filtered = filter_context(disk, DockerIgnoreSpec.parse(ignore)).tree
    assert list(FileSet(transferred(filtered, disk, paths.split())).paths) == expected.split()
    assert len(FileSet(filtered).paths) >= len(expected.split()), "the filtered tree stays as it is"


def test_directories_that_are_not_wanted_themselves_are_implied(tmp_path: Path) -> None:
    disk = Disk(write_tree(tmp_path, tree("d/e/f d/x")))
    filtered = filter_context(disk, DockerIgnoreSpec.parse("")).tree
    for paths, implied in ((["d/e"], {"d": True, "d/e": False}), (["d/e/f"], {"d": True, "d/e": True})):
        result = transferred(filtered, disk, paths)
        for path, expected in implied.items():
            node = lookup(result, path)
            assert isinstance(node, Directory)
            assert node.implied is expected


def test_everything_is_the_filtered_tree_itself(tmp_path: Path) -> None:
    disk = Disk(write_tree(tmp_path, tree("a d/b")))
    filtered = filter_context(disk, DockerIgnoreSpec.parse("")).tree
    assert transferred(filtered, disk, ["a", "."]) is filtered


def test_a_malformed_source_is_refused(tmp_path: Path) -> None:
    disk = Disk(write_tree(tmp_path, tree("a")))
    with pytest.raises(IgnoreSyntaxError):
        transferred(filter_context(disk, DockerIgnoreSpec.parse("")).tree, disk, ["["])


def test_links_are_never_followed_out_of_the_context(tmp_path: Path) -> None:
    write_tree(tmp_path, {"secret": "x", "etc/passwd": "x"})
    disk = Disk(write_tree(tmp_path / "context", {"l": "-> ../secret", "m": "-> /etc/passwd", "n": f"-> {tmp_path}"}))
    filtered = filter_context(disk, DockerIgnoreSpec.parse("")).tree
    assert FileSet(transferred(filtered, disk, ["l", "m", "n/secret"])).paths == ("l", "m", "n")
