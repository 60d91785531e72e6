"""Registers the drawings, until plugins/load.py does: the root on the path, and their hooks."""

import sys
from pathlib import Path
from typing import Any

from datasette import hookimpl

if str(Path(__file__).parent.parent) not in sys.path:
    sys.path.insert(0, str(Path(__file__).parent.parent))

from plugins.site.drawings import figures, routes

extra_template_vars = routes.extra_template_vars
register_routes = routes.register_routes


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any) -> None:
    """Give templates the filters of both."""
    figures.prepare_jinja2_environment(env)
    routes.prepare_jinja2_environment(env)
