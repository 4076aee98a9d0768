"""Tests of the regularizers, each worked by hand and against other libraries."""
