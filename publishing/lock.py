"""The lock file that a published copy installs: the one in use here."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# If the current environment has the server for MCP clients, it is published too.
WITH_MCP = importlib.util.find_spec("datasette_mcp") is not None
LOCK = ROOT / ("requirements-mcp.lock" if WITH_MCP else "requirements.lock")
