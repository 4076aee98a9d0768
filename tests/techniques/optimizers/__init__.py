"""Tests of the optimizers, each worked by hand and against other libraries."""
