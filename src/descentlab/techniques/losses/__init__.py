"""Losses: how far outputs are from targets."""
