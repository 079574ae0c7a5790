"""How a command ends: its exit code, whatever happened."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from ctxlint.cli.output import complain
from ctxlint.errors import CtxlintError

if TYPE_CHECKING:
    from collections.abc import Callable

COULD_NOT_TELL = 2
INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended."""
PIPE_CLOSED = 141
"""What a shell reports for a program that wrote to a pipe which nobody reads any more."""


def exit_code_of(command: Callable[[], object]) -> int:
    """Run a command, which returns its exit code; expected failures are printed in one line."""
    try:
        code = command()
        sys.stdout.flush()
    except CtxlintError as error:
        complain([str(error)])
        return COULD_NOT_TELL
    except BrokenPipeError:
        _discard_output()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        complain(["interrupted"])
        return INTERRUPTED
    except OSError as error:
        complain([": ".join(str(part) for part in (error.filename, error.strerror or error) if part)])
        return COULD_NOT_TELL
    return code if isinstance(code, int) else 0


def _discard_output() -> None:
    """Let what is still in the buffers go nowhere, or Python would complain at its end."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
