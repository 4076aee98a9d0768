"""Tests of the layers, each worked by hand and against other libraries."""
