"""A tiny group, made up: no attacks, a succession, a split, a death, a pledge by its leader."""
