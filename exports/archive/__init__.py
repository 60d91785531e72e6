"""The site as files, which need no server: `python -m exports.archive`."""
