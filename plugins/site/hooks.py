"""Datasette's decorator for hooks: pluggy's, which has types, where Datasette ships none."""

from pluggy import HookimplMarker

hookimpl = HookimplMarker("datasette")
