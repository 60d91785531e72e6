"""The site, built on Datasette: each module is a plugin, registered by plugins/load.py."""
