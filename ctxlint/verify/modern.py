"""What in a Dockerfile the classic builder does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxlint.dockerfile import Add, Copy, Run, Transfer

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from ctxlint.dockerfile import Instruction


def needs_buildkit(service: Service) -> tuple[int, str] | None:
    """The first line of the needed stages that only BuildKit understands, and what that is."""
    stages = service.dockerfile.stages
    instructions = (one for index in sorted(service.plan.reachable) for one in stages[index].instructions)
    return next(((one.line, what) for one in instructions if (what := _modern(one))), None)


def _modern(instruction: Instruction) -> str | None:
    match instruction:
        case Run():
            return _modern_run(instruction)
        case Transfer():
            return _modern_transfer(instruction)
        case _:
            return None


def _modern_run(run: Run) -> str | None:
    flags = {"--mount": run.mounts, "--network": run.network not in _PLAIN, "--security": run.security not in _PLAIN}
    used = next((f"RUN {flag}" for flag, value in flags.items() if value), None)
    return used or (_HEREDOC if run.heredocs else None)


def _modern_transfer(transfer: Transfer) -> str | None:
    flags = {
        "--parents": isinstance(transfer, Copy) and transfer.parents,
        "--checksum": isinstance(transfer, Add) and transfer.checksum,
        "--link": transfer.link,
        "--exclude": transfer.excludes,
        "--chmod": transfer.chmod,
    }
    used = next((f"{transfer.keyword} {flag}" for flag, value in flags.items() if value), None)
    return used or (_HEREDOC if transfer.heredocs else None)


_PLAIN = ("", "default", "sandbox")
_HEREDOC = "a here-document"
