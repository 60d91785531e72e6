"""Datasette's hook decorator, taken from pluggy because Datasette ships no type hints."""

from pluggy import HookimplMarker

hookimpl = HookimplMarker("datasette")
