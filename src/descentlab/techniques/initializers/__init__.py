"""Initializers: from standard noise to first values of a kernel."""
