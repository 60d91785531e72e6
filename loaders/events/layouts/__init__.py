"""The layouts of files: how each is recognised, and how its columns are read."""
