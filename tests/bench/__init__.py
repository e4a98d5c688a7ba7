"""Benchmarks: they print ratios of one run and never fail on a time."""
