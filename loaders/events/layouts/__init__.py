"""The layouts of files: how each is recognised, and what is read from which of its columns."""
