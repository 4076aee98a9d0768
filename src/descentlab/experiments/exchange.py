"""What other programs read: JSON without NaN, text that a spreadsheet takes for text."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from descentlab.experiments.files import write_whole

_FORMULA = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")
"""What begins a formula; the last four are wide forms of the first."""


def plain(value: Any) -> Any:
    """The value with NaN and infinities as None, so that it is valid JSON everywhere; tuples become lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def write_json(value: Any, file: Path) -> None:
    """Writes `plain` of a value as JSON, as `files.write_whole` does."""
    write_whole(file, (json.dumps(plain(value), indent=1, allow_nan=False) + "\n").encode())


def no_formula(text: str) -> str:
    """Text with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
