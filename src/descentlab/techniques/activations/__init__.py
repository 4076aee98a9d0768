"""Activations: functions of each entry, with their derivatives."""
