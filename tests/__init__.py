"""The tests: unit/, site/ (through Datasette) and browser/."""
