"""Diagnosis: is a gradient right, and what goes on in a training."""
