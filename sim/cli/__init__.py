"""The command ``ilrs``: each verb is a call into the package; nothing heavy is imported before it is needed."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: What follows the command's name (default: those of this process).

    Returns:
        The exit status: 0 done, 1 the run failed, 2 the input is wrong, 130 interrupted.
    """
    try:
        # Not above: whoever interrupts a command that is still being imported is spared the traceback too.
        from sim.cli.command import execute

        return execute(arguments)
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("interrupted\n")
        return 130
