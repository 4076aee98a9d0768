"""Formats to export an experiment to: the folder is the registry; a file's name is the format's name.

A format's file has

    TARGET                    the name of the file or folder that it makes where none is given
    ADDS                      whether it adds to a file that is there; others refuse it
    check()                   raises MissingExtraError where what it needs is not installed
    write(experiment, out)    writes a `Snapshot` (see ``exporting.py``)
"""
