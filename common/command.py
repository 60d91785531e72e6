"""Shared by all commands: exit codes, and a message instead of a traceback."""

import os
import sys
from collections.abc import Callable

from common.errors import UserError

OK, MISTAKES, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def exit_code(main: Callable[[list[str] | None], int], arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
        main: The command.
        arguments: Its arguments; by default, those of this process.

    Returns:
        0 for success, 1 for mistakes in facts or documents, 2 for incorrect use or failures such
        as a missing folder, a file that cannot be read or written, a full disk.
    """
    try:
        code = main(arguments)
        sys.stdout.flush()
    except UserError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:
        # The reading program, such as head, has stopped; Python would report that again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return MISTAKES
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"{where}{error.strerror or error}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return INTERRUPTED
    return code
