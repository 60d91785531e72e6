"""Tests of the loaders, each by itself."""
