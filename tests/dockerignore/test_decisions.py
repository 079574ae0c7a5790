"""Each decision names the line that made it."""

from __future__ import annotations

import pytest

from ctxlint.dockerignore import Decision, DockerIgnoreSpec
from ctxlint.dockerignore.spec import direct_matches, prefix_of
from ctxlint.model import Builder

INCIDENT = """\
**/__pycache__
node_modules
**/monitoring/
*.md
!README.md
# the backend is complete
!netra_backend/
"""
MODULE = "netra_backend/app/services/monitoring/x.py"


class TestTheIncident:
    """A ``!`` line that reads as "all of it is in", and is not recorded where nothing was excluded."""

    def test_buildkit_excludes_the_module_by_the_deeper_pattern(self) -> None:
        decision = DockerIgnoreSpec.parse(INCIDENT).decide(MODULE)
        assert decision.excluded
        assert decision.line is not None
        assert (decision.line.number, decision.line.text) == (3, "**/monitoring/")

    def test_the_directory_itself_is_excluded_by_the_same_line(self) -> None:
        decision = DockerIgnoreSpec.parse(INCIDENT).decide("netra_backend/app/services/monitoring/")
        assert decision.excluded
        assert decision.line is not None
        assert decision.line.number == 3

    def test_docker_before_23_took_the_directory_back_by_the_later_line(self) -> None:
        spec = DockerIgnoreSpec.parse(INCIDENT, builder="legacy")
        decision = spec.decide("netra_backend/app/services/monitoring")
        assert not decision.excluded
        assert decision.line is not None
        assert (decision.line.number, decision.line.text) == (7, "!netra_backend/")
        assert not spec.match_file(MODULE)

    def test_the_classic_builder_of_today_agrees_with_buildkit(self) -> None:
        assert DockerIgnoreSpec.parse(INCIDENT, builder=Builder.CLASSIC).match_file(MODULE)

    @pytest.mark.parametrize("builder", Builder)
    def test_the_rest_of_the_backend_is_in_and_no_line_was_needed(self, builder: Builder) -> None:
        spec = DockerIgnoreSpec.parse(INCIDENT, builder=builder)
        assert spec.decide("netra_backend/app/main.py") == Decision(excluded=False, line=None)

    @pytest.mark.parametrize("builder", Builder)
    @pytest.mark.parametrize(
        "line", ["!**/monitoring/", "!netra_backend/app/services/monitoring/", "!netra_backend/app/services/monitoring"]
    )
    def test_a_line_that_names_the_directory_repairs_it(self, builder: Builder, line: str) -> None:
        assert not DockerIgnoreSpec.parse(INCIDENT + line, builder=builder).match_file(MODULE)


# Why, the ignore file, the path, "-" or "+" for out or in, and the line that decided (0 for none).
DECISIONS = [
    ("no line at all", "", "a", "+0"),
    ("only comments", "# a", "a", "+0"),
    ("no line matches", "b\n!c", "a", "+0"),
    ("one line matches", "b\na", "a", "-2"),
    ("the first of equals decides", "a\na", "a", "-1"),
    ("the first of neighbours that match decides", "b*\na\n*", "a", "-2"),
    ("comments and blanks are counted", "# why\n\n\na", "a", "-4"),
    ("the last line that changes something decides", "a\n!a", "a", "+2"),
    ("and again", "a\n!a\na", "a", "-3"),
    ("a line that changes nothing decides nothing", "a\n!b\na", "a", "-1"),
    ("a negation of what is in decides nothing", "!a\nb", "a", "+0"),
    ("an exclusion after a negation of what is in", "!a\na", "a", "-2"),
    ("the directory above is excluded", "x\nd", "d/a", "-2"),
    ("a directory far above is excluded", "d", "d/e/f/g", "-1"),
    ("the directory is excluded, and a negation reaches the file", "d\n!d/a", "d/a", "+2"),
    ("the directory is excluded, and a negation reaches another file", "d\n!d/b", "d/a", "-1"),
    ("the directory is excluded, and a negation reaches a directory below", "d\n!d/e", "d/e/f", "+2"),
    ("a negated directory brings its content with it", "*\n!d", "d/a/b", "+2"),
    ("an exclusion inside of a negated directory", "*\n!d\nd/a", "d/a", "-3"),
    ("an exclusion inside of a negated directory, from below", "*\n!d\nd/a", "d/a/b", "-3"),
    ("all lines of a chain", "d\n!d/e\nd/e/f\n!d/e/f/g", "d/e/f/g", "+4"),
    ("the chain, one step earlier", "d\n!d/e\nd/e/f\n!d/e/f/g", "d/e/f/h", "-3"),
    ("a pruned parent, though a negation would match", "d\n!**/a", "d/a", "+2"),
    ("a parent is pruned where no negation can reach", "d\n!e/a\nd/b", "d/b", "-1"),
    ("a pruned parent answers for everything below it", "d\n!e/a", "d/x/y/z", "-1"),
    ("a pattern with a slash decides at its own depth", "d/*", "d/a/b", "-1"),
    ("the directory itself is not excluded by what excludes its content", "d/*", "d", "+0"),
    ("a directory may be asked for with a slash", "d", "d/", "-1"),
    ("the context itself is never excluded", "*\n**\n.", "", "+0"),
    ("a dot is the context", "*", ".", "+0"),
    ("a dot in front does no harm", "a", "./a", "-1"),
    ("the ignore file can exclude itself", ".dockerignore", ".dockerignore", "-1"),
]


@pytest.mark.parametrize(
    ("ignore", "path", "expected"), [row[1:] for row in DECISIONS], ids=[row[0] for row in DECISIONS]
)
def test_the_line_that_decides(ignore: str, path: str, expected: str) -> None:
    decision = DockerIgnoreSpec.parse(ignore).decide(path)
    number = decision.line.number if decision.line else 0
    assert f"{'-' if decision.excluded else '+'}{number}" == expected


# Where builders disagree: the answers of buildkit, classic and legacy.
DISAGREEMENTS = [
    ("classic prunes by literal prefix", "*\n!**/x.py", "a/x.py", "+2", "-1", "-1"),
    ("a star at the end of a prefix stops nobody", "d\n!d/*", "d/a", "+2", "+2", "+2"),
    ("classic prunes below a star in the middle", "d\n!d/*/x", "d/e/x", "+2", "-1", "-1"),
    ("legacy takes a whole directory back", "d/a\n!d", "d/a", "-1", "-1", "+2"),
    ("legacy tries the ancestor of the pattern's depth only", "**/m", "a/m/x", "-1", "-1", "-1"),
    ("legacy matches with the path or one ancestor", "**/m\n!z/y", "a/b/m/x", "-1", "-1", "-1"),
]


@pytest.mark.parametrize(
    ("ignore", "path", "expected"),
    [(row[1], row[2], row[3:]) for row in DISAGREEMENTS],
    ids=[row[0] for row in DISAGREEMENTS],
)
def test_where_builders_disagree(ignore: str, path: str, expected: tuple[str, ...]) -> None:
    for builder, answer in zip((Builder.BUILDKIT, Builder.CLASSIC, Builder.LEGACY), expected, strict=True):
        decision = DockerIgnoreSpec.parse(ignore, builder=builder).decide(path)
        number = decision.line.number if decision.line else 0
        assert f"{'-' if decision.excluded else '+'}{number}" == answer, builder


@pytest.mark.parametrize(("ignore", "expected"), [("", False), ("a", False), ("a\n!b", True), ("!b", True)])
def test_whether_anything_is_negated(ignore: str, expected: bool) -> None:
    assert DockerIgnoreSpec.parse(ignore).negated is expected


class TestQuestionsAboutLines:
    """What rules ask about single lines, beside the decision."""

    SPEC = DockerIgnoreSpec.parse("# why\nd\n!d/a\n**/a", builder=Builder.LEGACY)

    @pytest.mark.parametrize(
        ("count", "path", "excluded"),
        [(0, "d", False), (1, "d/a", True), (2, "d/a", False), (3, "d/a", True), (3, "d/b", True)],
    )
    def test_what_the_first_lines_alone_would_say(self, count: int, path: str, excluded: bool) -> None:
        first = prefix_of(self.SPEC, count)
        assert first.builder is Builder.LEGACY
        assert first.lines == self.SPEC.lines[:count]
        assert first.match_file(path) is excluded

    @pytest.mark.parametrize(
        ("path", "indexes"), [("d", [0]), ("d/a", [1, 2]), ("a", [2]), ("d/b", []), ("x/d", []), ("d/a/b", [])]
    )
    def test_which_lines_match_by_themselves(self, path: str, indexes: list[int]) -> None:
        assert direct_matches(self.SPEC.lines)(path) == indexes

    def test_a_line_that_fails_late_matches_nothing_and_keeps_its_place(self) -> None:
        spec = DockerIgnoreSpec.parse("*a\n[a-\\d]\na")
        assert direct_matches(spec.lines)("a") == [0, 2]
