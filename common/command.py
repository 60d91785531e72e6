"""What all commands share: exit codes, and a message instead of a traceback."""

import os
import sys
from collections.abc import Callable

from common.errors import UserError

OK, MISTAKES, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def exit_code(main: Callable[[list[str] | None], int], arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
        main: The command.
        arguments: Its arguments, those of this process where there are none.

    Returns:
        0 where all is well, 1 for mistakes in facts or documents, 2 for wrong use: a folder that
        is not there, a file that cannot be read or written, a full disk.
    """
    try:
        code = main(arguments)
        sys.stdout.flush()
    except UserError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:
        # The reader (head, say) has seen enough; Python would complain once more on its way out.
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
