"""Names for findings that stay when lines move: for baselines and for services that follow findings over time."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxlint.reporters.merged import Shared
    from ctxlint.reporters.source import Sources


def fingerprinted(shown: Iterable[Shared], sources: Sources) -> Iterator[tuple[Shared, str]]:
    """Each finding with 32 hexadecimal digits, different for each.

    They are made of the rule, the file, the text of the line (unless the finding is about the file as a whole), the
    module and the paths; neither of line numbers nor of the message, which may have some. Findings that are alike in
    all of that are counted.
    """
    seen: Counter[str] = Counter()
    for shared in shown:
        finding = shared.finding
        text = "" if finding.location.whole else (sources.line(finding.location) or "").strip()
        parts = (finding.code, finding.location.file, text, finding.module or "", *finding.paths)
        number = seen["\0".join(parts)]
        seen["\0".join(parts)] += 1
        whole = "\0".join((*parts, str(number))).encode("utf-8", "surrogateescape")
        yield shared, hashlib.blake2b(whole, digest_size=16).hexdigest()
