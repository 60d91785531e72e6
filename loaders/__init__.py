"""Build the database from facts in YAML: read, check, normalise, write."""
