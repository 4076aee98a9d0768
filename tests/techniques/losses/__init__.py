"""Tests of the losses, each worked by hand and against other libraries."""
