"""What a rule says about its repair."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxlint.errors import ConfigError
from ctxlint.rulebook import Repair, read_rule

RULE = (Path(__file__).parent.parent.parent / "rules" / "CTX206-large-file-sent.toml").read_text("utf-8")
TABLE = '[repair]\ncomment = "large files"\n'


def test_a_comment_is_enough() -> None:
    assert read_rule(RULE, "x.toml").repair == Repair("large files")


def test_without_a_table_there_is_none() -> None:
    assert read_rule(RULE.replace(TABLE, ""), "x.toml").repair is None


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('[repair]\ncoment = "x"\n', "x.toml: unknown key 'coment' in 'repair'"),
        ('[repair]\nmade-by = ["x"]\n', "x.toml: 'comment' in 'repair' is missing or has the wrong type"),
        ('[repair]\ncomment = "x"\nmade-by = "x"\n', "x.toml: 'made-by' in 'repair' is missing or has the wrong type"),
    ],
)
def test_a_broken_table_is_one_sentence(table: str, message: str) -> None:
    with pytest.raises(ConfigError) as failure:
        read_rule(RULE.replace(TABLE, table), "x.toml")

    assert str(failure.value) == message
