"""Benchmarks: what is claimed of speed, measured."""
