"""The site beside Datasette, a plugin a module; plugins/load.py registers them."""
