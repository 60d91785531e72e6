"""How long things take. `python -m benchmarks` runs all of it, or the parts that are named."""
