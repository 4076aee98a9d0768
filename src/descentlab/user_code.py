"""A user's own code, named as ``file.py:Name``: the one place where code from outside the package is run.

A name is only ever taken from a command line or a call. What stands in a data file, a model file or a
configuration is never run.
"""

import hashlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

from descentlab.errors import SettingError, one_of


def is_reference(text: str) -> bool:
    """Whether a text has the form ``file.py:Name``."""
    file, colon, name = text.rpartition(":")
    return bool(colon) and file.endswith(".py") and name.isidentifier()


def load(reference: str) -> Any:
    """What a file of Python code defines under a name. Equal files are run once.

    Raises SettingError, naming the file and the line, when there is no such file or name or the code fails.
    """
    text, _, name = reference.rpartition(":")
    file = Path(text)
    try:
        code = file.read_bytes()
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise SettingError(f"{file}: {reason}") from None
    module = _module(file.resolve(), code)
    defined: dict[str, Any] = module.__dict__
    if name not in defined:
        raise SettingError(f"{file}: {one_of('name', name, [own for own in defined if own[0] != '_'])}")
    return defined[name]


def _module(file: Path, code: bytes) -> Any:
    digest = hashlib.sha256(str(file).encode() + b"\0" + code).hexdigest()[:12]
    name = f"{file.stem}_{digest}"  # ends in no name of ours, and changes when the file does
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None, "a file that ends in .py has a loader"
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # whatever the user's code may raise
        del sys.modules[name]
        line = _line(error, file)
        raise SettingError(f"{file}{line}: {type(error).__name__}: {error}") from error
    return module


def _line(error: BaseException, file: Path) -> str:
    """Where in the user's file an error arose: ", line 12"."""
    found = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None
    step = error.__traceback__
    while found is None and step is not None:
        if Path(step.tb_frame.f_code.co_filename) == file:
            found = step.tb_lineno
        step = step.tb_next
    return "" if found is None else f", line {found}"
