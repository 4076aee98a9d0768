"""Tests of the activations, each worked by hand and against other libraries."""
