"""Measurements: speed, quality of methods, load. Run one by `python -m bench.NAME`."""
