"""What a published copy installs: the lock by which this one serves."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Where it is published from the environment with the server for MCP clients, that goes along.
WITH_MCP = importlib.util.find_spec("datasette_mcp") is not None
LOCK = ROOT / ("requirements-mcp.lock" if WITH_MCP else "requirements.lock")
