"""Registers plugins/site/page_views.py until there is one door for all of them."""

import sys
from pathlib import Path

if str(Path(__file__).parent.parent) not in sys.path:
    sys.path.append(str(Path(__file__).parent.parent))

from plugins.site.page_views import prepare_connection as prepare_connection
