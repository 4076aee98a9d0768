"""Tests of the stopping rules, each worked by hand and against other libraries."""
