"""Tests of the schedules, each worked by hand and against other libraries."""
