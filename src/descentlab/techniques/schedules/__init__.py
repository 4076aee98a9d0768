"""Schedules: from a step's number to its learning rate."""
