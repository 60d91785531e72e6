"""The site as static files: `python -m exports.archive`."""
