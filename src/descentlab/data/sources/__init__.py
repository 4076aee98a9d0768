"""Where data come from, one file per source; a file's name is the source's name.

A module with ``load`` is a named data set; one with ``SUFFIXES`` and ``read`` is a file format. A format that
reads folders too says with ``reads_folder`` whether a path is one of its own.
"""
