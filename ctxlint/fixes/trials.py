"""What services come to under texts that were tried, so that no question is worked out twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ctxlint.fixes.state import Outcome
    from ctxlint.fixes.text import IgnoreText
    from ctxlint.workspace import Workspace

_MAX_TEXTS = 8


class Trials:
    """The outcomes of the last few texts; one is large, because it has the trees of a context and of an image."""

    def __init__(self) -> None:
        self._known: dict[frozenset[tuple[Path, bytes]], tuple[Workspace, dict[Outcome, Outcome]]] = {}

    def outcome(self, before: Outcome, texts: Mapping[Path, IgnoreText]) -> Outcome:
        """What a service would come to; all under the same texts share what is worked out about their context."""
        workspace, outcomes = self._trial(before, {path: text.data for path, text in texts.items()})
        if before not in outcomes:
            outcomes[before] = before.under(workspace)
        return outcomes[before]

    def _trial(self, before: Outcome, drafts: Mapping[Path, bytes]) -> tuple[Workspace, dict[Outcome, Outcome]]:
        key = frozenset(drafts.items())
        if key not in self._known:
            while len(self._known) >= _MAX_TEXTS:
                del self._known[next(iter(self._known))]
            self._known[key] = before.service.workspace.drafted(drafts), {}
        return self._known[key]
