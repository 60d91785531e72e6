"""What the site needs where it is published: pinned, and nothing that only builds need."""

import ast
import importlib.util
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from common.errors import UserError

ROOT = Path(__file__).resolve().parent.parent
# Where it is published from the environment with the server for MCP clients, that goes along.
WITH_MCP = importlib.util.find_spec("datasette_mcp") is not None
LOCK = ROOT / ("requirements-mcp.lock" if WITH_MCP else "requirements.lock")
# Nobody imports these: uvicorn takes them where they are.
FASTER = {"httptools", "uvloop"}
# The image of Datasette's Dockerfile is Debian 11, whose SQLite is older than strict tables.
# Datasette takes this one where it is installed.
NEWER_SQLITE = "pysqlite3-binary==0.5.4.post2"
# What the targets run, wherever it is published from.
TARGET: dict[str, str] = {
    **{name: str(value) for name, value in default_environment().items()},
    "python_version": "3.11",
    "python_full_version": "3.11.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
    "extra": "",
}


def modules_of_plugins() -> tuple[list[Path], set[str]]:
    """Find what the plugins import, at the top or later.

    Returns:
        The modules of `common`, and the names of the top-level modules of others.
    """
    todo = sorted((ROOT / "plugins").rglob("*.py"))
    ours: set[Path] = set()
    others: set[str] = set()
    while todo:
        for name in _imports(todo.pop()):
            if name.partition(".")[0] != "common":
                others.add(name.partition(".")[0])
                continue
            # A package's own file runs before any of its modules.
            parts = name.split(".")
            for end in range(1, len(parts) + 1):
                stem = ROOT.joinpath(*parts[:end])
                for path in (stem.with_suffix(".py"), stem / "__init__.py"):
                    if path.is_file() and path not in ours:
                        ours.add(path)
                        todo.append(path)
    return sorted(ours), others - {*sys.stdlib_module_names}


def _imports(path: Path) -> set[str]:
    """Return the names that a file imports; of `from a import b` both a and a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def names_to_serve() -> set[str]:
    """Return the distributions that the site needs itself: plugins of Datasette's, and imports."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {canonicalize_name(Requirement(each).name) for each in project["dependencies"]}
    plugins = {
        name
        for name in wanted
        if name.startswith("datasette") and not name.startswith("datasette-publish")
    }
    by_module = packages_distributions()
    imported = {
        canonicalize_name(name)
        for module in modules_of_plugins()[1]
        for name in by_module.get(module, [])
    }
    served = plugins | (imported | FASTER) & wanted
    return served | {"datasette-mcp"} if WITH_MCP else served


def pinned() -> dict[str, str]:
    """Return every distribution that the site needs, with its block of requirements.lock.

    Raises:
        UserError: Where one of them is not installed or not in the lock.
    """
    blocks = _blocks()
    found: dict[str, str] = {}
    todo = sorted(names_to_serve())
    while todo:
        name = todo.pop()
        if name in found:
            continue
        if name not in blocks:
            raise UserError(f"{LOCK.name} does not pin {name}: make lock")
        found[name] = blocks[name]
        todo += needs(name)
    return dict(sorted(found.items()))


def needs(name: str, extra: str = "") -> Iterable[str]:
    """Return what a distribution needs, with what its own requirements ask for in [brackets]."""
    for line in distribution(name).requires or []:
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({**TARGET, "extra": extra}):
            continue
        yield canonicalize_name(requirement.name)
        for each in requirement.extras:
            yield from needs(requirement.name, each)


def _blocks() -> dict[str, str]:
    """The lock by distribution, without its comments."""
    text = LOCK.read_text(encoding="utf-8")
    text = "".join(f"{line}\n" for line in text.splitlines() if not line.lstrip().startswith("#"))
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    return {str(canonicalize_name(block.partition("==")[0])): block for block in blocks}


def versions() -> list[str]:
    """Return the requirements as name==version, for commands that take no hashes."""
    return [re.split(r"[\s;\\]", block)[0] for block in pinned().values()]


def with_hashes() -> str:
    """Return the text of a requirements file, with hashes."""
    return "".join(pinned().values())
