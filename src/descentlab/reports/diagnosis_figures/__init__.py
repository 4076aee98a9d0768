"""Figures of a diagnosis: the folder is the registry; a file is a picture, as in ``figures/``."""

from types import ModuleType

from descentlab.reports.pictures import registered


def figures() -> dict[str, ModuleType]:
    """The figures by name, in the order in which they are shown."""
    return registered(__name__)
