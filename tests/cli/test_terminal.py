import io
import sys

import pytest

from descentlab.cli.terminal import plain, steered, write_data


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.fault(49)
def test_names_do_not_steer_and_progress_does(monkeypatch):
    monkeypatch.setattr("sys.stdout", out := Terminal())
    monkeypatch.setattr("sys.stderr", err := Terminal())

    def command():
        print("a\x1b[2Jb\u202e\tc\r\nd")
        print("\r50%", end="\r", file=sys.stderr)
        steered(sys.stderr).write("\x1b[2K")
        write_data("e\x07")

    plain(command)()
    assert out.getvalue() == "a\\x1b[2Jb\\u202e\tc\\r\nde\\x07".replace("de", "d\ne")
    assert err.getvalue() == "\r50%\r\x1b[2K"
    assert sys.stdout is out


def test_what_another_program_reads_is_as_it_was(monkeypatch):
    monkeypatch.setattr("sys.stdout", out := io.StringIO())
    plain(lambda: write_data("\u202ea\x07\r\n"))()
    assert out.getvalue() == "\u202ea\x07\r\n"


@pytest.mark.fault(44)
def test_letters_that_the_encoding_lacks_are_escaped(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, "ascii"))
    plain(lambda: print("\N{GREEK SMALL LETTER ALPHA}\udcff", flush=True))()
    assert raw.getvalue() == b"\\u03b1\\udcff\n"
