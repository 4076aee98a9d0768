"""Layers, with back-propagation by hand."""
