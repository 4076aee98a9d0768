"""Tests of the initializers, each worked by hand and against other libraries."""
