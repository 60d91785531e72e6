"""Serve an MCP client that starts its own servers: python -m publishing.stdio FOLDER.

The same server as at /-/mcp, on standard input and output instead of HTTP.
"""

import asyncio
import importlib
import sys
from pathlib import Path

from datasette.app import Datasette

from common.command import OK, exit_code
from common.errors import UserError


async def serve(folder: Path) -> None:
    """Serve until standard input ends.

    Args:
        folder: The Datasette configuration directory, with its database.

    Raises:
        UserError: If datasette-mcp is not installed.
    """
    try:
        datasette_mcp = importlib.import_module("datasette_mcp")
    except ImportError:
        raise UserError("this needs datasette-mcp: make mcp") from None
    datasette = Datasette([], config_dir=folder)
    await datasette.invoke_startup()
    await datasette_mcp.create_mcp_server(datasette).run_stdio_async()


def main(arguments: list[str] | None = None) -> int:
    """Serve a folder, by default this one."""
    folders = sys.argv[1:] if arguments is None else arguments
    asyncio.run(serve(Path(folders[0] if folders else ".").resolve()))
    return OK


if __name__ == "__main__":
    sys.exit(exit_code(main))
