"""Fixtures of the data tests."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from descentlab import data
from descentlab.data import Dataset
from descentlab.errors import DataError, DescentlabError


@pytest.fixture
def refused() -> Callable[..., str]:
    """Calls a function that must raise one line of an error with these parts; gives the line."""

    def call(kind: type[DescentlabError], parts: list[str], function: Callable, *args, **options) -> str:
        with pytest.raises(kind) as caught:
            function(*args, **options)
        message = str(caught.value)
        assert message.splitlines() == [message], message
        assert message.isprintable()
        for part in parts:
            assert part in message, message
        return message

    return call


@pytest.fixture(scope="session")
def outcome() -> Callable[[Path], Dataset | str]:
    """Loads a path: the data set, or the one line of a DataError; no other error passes."""

    def attempt(path: Path) -> Dataset | str:
        try:
            return data.load(path)
        except DataError as error:
            return str(error)

    return attempt


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Writes a file of text (UTF-8) or bytes; gives its path."""

    def make(content: str | bytes, name: str = "table.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return make


@pytest.fixture
def real_data() -> Callable[[str], Path]:
    """The path of a file or folder of real data; skips the test when it is not there."""

    def find(name: str) -> Path:
        root = os.environ.get("DESCENTLAB_DATA")
        if root is None or not (Path(root) / name).exists():
            pytest.skip(f"wants {name} in the folder that DESCENTLAB_DATA names")
        return Path(root) / name

    return find
