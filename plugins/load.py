"""The only plugin in this folder: it registers the modules of plugins/site in a fixed order.

Datasette registers every Python file directly in its plugins folder, in the order of the
directory's entries, which depends on the file system. If two plugins implement the same hook, the
one registered last is called first.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import datasette
from click import ClickException
from datasette.plugins import pm

HERE = Path(__file__).resolve().parent
# First the repository's root, for this package and common/. Last this folder, for sites published
# with `datasette publish`, which sends only this folder, with common/ inside it.
sys.path[:] = [str(HERE.parent), *sys.path, str(HERE)]

MODULES = (
    *("serving.patches", "serving.worker", "page_views", "serving.limits", "serving.asgi"),
    *("serving.headers", "escaping", "template_helpers", "search_hooks", "french", "asked"),
    *("downloads", "cells", "attack_counts", "map_points", "map"),
    *("drawings.ground", "drawings.serve", "citing", "feeds", "reconcile", "not_found"),
    *("serving.errors", "serving.cache"),
    # Its libraries take as long to load as everything else, so only if datasette-mcp is installed.
    *(["mcp_tools"] if find_spec("datasette_mcp") else []),
)

# Packages that the pages need in addition to datasette and datasette-cluster-map (pyproject.toml).
NEEDED = (
    *("anyascii", "datasette_basemap", "datasette_template_sql", "datasette_tiles", "edtf"),
    *("rapidfuzz", "starlette"),
)
# The file to serve without them; project.yml cannot be read until the packages are installed.
FILE = next((path.name for path in sorted(HERE.parent.glob("*.db"))), "FILE.db")

if not datasette.__version__.startswith("0.65"):
    raise ClickException(
        f"The pages need Datasette 0.65, and this is {datasette.__version__}; "
        f"without them it serves the database: datasette {FILE} -m metadata.yml -c metadata.yml"
    )
if not all(map(find_spec, NEEDED)):
    raise ClickException(
        "The pages need more than Datasette: python -m pip install -r requirements.lock; "
        f"without them it serves the database: datasette {FILE} -m metadata.yml"
    )

for name in MODULES:
    module = import_module(f"plugins.site.{name}")
    if not pm.is_registered(module):
        pm.register(module)
