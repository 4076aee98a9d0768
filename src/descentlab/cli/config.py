"""An experiment's configuration file: TOML in which any list is an axis of the grid.

data = "digits"                  # or a file, with  target = "species"
seeds = 10

[grid]
optimizer = ["adam", "momentum(momentum=0.95)"]
l2 = [0, 1e-4]
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from descentlab import notation, own, user_code
from descentlab.errors import SettingError


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a configuration file may say; what it leaves out goes by the command's defaults."""

    data: str | None = None
    target: str | None = None
    task: str | None = None
    seeds: int | None = None
    rates: int | None = None
    selection_seeds: int | None = None
    equivalence: float | None = None
    repeat_studies: bool | None = None
    out: str | None = None
    grid: dict[str, Any] = {}


def read_config(file: Path) -> Config:
    """The configuration in a file. Raises SettingError naming the file and the line or the key."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingError(f"{file}: no such file") from None
    except (
        OSError,
        ValueError,
        RecursionError,
    ) as error:  # tomllib raises its own kind of ValueError, and others
        raise SettingError(f"{file}: not readable as TOML: {error}") from None
    try:
        config = msgspec.convert(content, Config)
    except msgspec.ValidationError as error:
        raise SettingError(f"{file}: {error}") from None
    for name in _code(config.grid):
        if not own.admitted(name):
            raise SettingError(f"{file}: names code, {name}: allow it with --code {name}")
    return config


def _code(value: Any) -> Iterator[str]:
    """The references to code anywhere in a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _code(one)
    elif isinstance(value, str):
        yield from (word for word in notation.words(value) if user_code.is_reference(word))
