"""What several tests of experiments share: the command line, run in this process."""

import sys

import pytest

from descentlab.cli.main import run


@pytest.fixture
def descentlab(monkeypatch, capsys):
    """Runs the command line: exit code, what was printed, what was complained of."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["descentlab", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            run()
        said = capsys.readouterr()
        return stopped.value.code or 0, said.out, said.err

    return call
