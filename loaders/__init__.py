"""From facts in YAML to the database: read, check, normalise, write."""
