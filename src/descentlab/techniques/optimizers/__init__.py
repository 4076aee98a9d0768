"""Optimizers: from a gradient to a change of a parameter."""
