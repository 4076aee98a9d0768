"""Stopping rules: when a run has learnt what it will."""
