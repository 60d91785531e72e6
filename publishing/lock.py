"""What a published copy installs: the lock by which this one serves."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Where it is published from the environment with the server for MCP clients, that goes along.
WITH_MCP = importlib.util.find_spec("datasette_mcp") is not None
LOCK = ROOT / ("requirements-mcp.lock" if WITH_MCP else "requirements.lock")
# The hosts run CPython on Linux: what is pinned with == in its marker is for another system.
_PIN = re.compile(r"^([\w.-]+==[^\s;\\]+)(?= )(?! ; [^\n]*==)", re.MULTILINE)


def pinned_versions() -> list[str]:
    """Return the lock as name==version, for commands that take no hashes."""
    return _PIN.findall(LOCK.read_text(encoding="utf-8"))
