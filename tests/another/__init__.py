"""A tiny group, made up: a succession, a split, a pledge by its leader, attacks without points."""
