"""Every reader answers any bytes with data or with one line; a minute of it, and what was found before."""

import base64
import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .formats import npy
from .judge import Fault, Judge
from .mutation import mutate
from .targets import DATA, TARGETS

ROOT = Path(__file__).parents[2]
MODULES = {"parquet": "pyarrow", "image": "PIL"}


@pytest.fixture(scope="module", params=DATA)
def judge(request, tmp_path_factory):
    """A judge of each reader of data."""
    if request.param in MODULES:
        pytest.importorskip(MODULES[request.param])
    with Judge(TARGETS[request.param], tmp_path_factory.mktemp(request.param)) as one:
        yield one


@pytest.mark.fault(15, 16, 17, 18, 20, 21)
@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), raw=st.none() | st.binary(max_size=100))
def test_any_bytes_are_read_or_refused_in_one_line(judge, seed, raw):
    judge(mutate(Random(seed), judge.target, judge.target.seeds) if raw is None else raw)


def test_valid_files_are_read_but_those_that_hold_objects(judge):
    refusals = [refusal for seed in judge.target.seeds if (refusal := judge(seed)) is not None]
    assert all("Python objects" in refusal for refusal in refusals)
    assert len(refusals) == (1 if judge.target.name in ("npy", "npz") else 0)


def test_what_is_taken_apart_is_closed_to_what_is_read_as_well(judge):
    target = judge.target
    for seed in target.seeds:
        if b"O'" not in seed:
            assert judge(target.closed(target.opened(seed))) is None


def unlawful_letters():
    """An archive whose labels hold numbers beyond the last letter of Unicode."""
    labels = npy(np.array(["ab", "cd"])).replace("d".encode("utf-32-le"), struct.pack("<I", 0x110000))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("X.npy", npy(np.eye(2)))
        archive.writestr("y.npy", labels)
    return stream.getvalue()


OTHER_PIXELS = zlib.decompress(
    base64.b85decode(
        b"c-rd>@N?(olHy`uVBq!ia0vp^tU%1h!OX(IV6DTml!1YnA;2fZRetJo_RXi*UnIzWaIy}(r+EFQpNxZ#IYYeXf%v9FuCtnakKZm9"
        b"m{}RQs-nuMu-Yf1Vsrhbx0RRAZ&SBkX<NI${?3L8`}W_c+wtP;`Pcl<8MS}x6?nTp?8Db*45MHa40>>eW8M=WrQ_-17*fHQ{9sDT"
        b")M*I<iDGFFlM^0`K6#$>Kw#>m#H57hV!{(r1=1e~Cb2Nc*D!9;Jm}%Tz`)2*666=$yX(EMPSY~?T{nMR;COjqHbcW<7OsV>Z~HCo"
        b"cI{6Y{$cp9Ln0bPd%F6$taD0e0ssW*VvP"
    )
)
THOUSAND = repr([*range(1000)]).encode()
FOUND = {
    "a table of two quotes": ("csv", b'""', "empty"),
    "sizes beyond the largest float": ("idx", b"\0\0\x08\xff" + b"\xff" * 1020, "GB"),
    "a NaN that signals": (
        "npy",
        npy(np.array([[0x7FA00000, 0], [0, 0]], "<u4")).replace(b"<u4", b"<f4"),
        "1 cell of 2",
    ),
    "a header that Python 2 wrote": ("npy", npy(np.eye(2)).replace(b"(2, 2)", b"(2L,2)"), None),
    "letters beyond Unicode": ("npz", unlawful_letters(), "letters beyond Unicode"),
    "a number of 5,000 digits": ("toml", b"seeds = " + b"9" * 5000, "4300 digits"),
    "brackets 3,000 deep": ("toml", b"[grid]\nl2 = " + b"[" * 3000, "recursion"),
    "a turn of direction in a name": ("toml", '[grid]\noptimizer = "\u202ex"'.encode(), "\\u202ex"),
    "pixels with transparency, unlike the header": ("image", OTHER_PIXELS, "than its header says"),
    "lists of a million recipes": ("toml", b"[grid]\nl1 = %b\nl2 = %b" % (THOUSAND, THOUSAND), "1,000,000"),
}


@pytest.mark.parametrize("what", FOUND)
def test_what_fuzzing_found(what, tmp_path):
    name, data, part = FOUND[what]
    with Judge(TARGETS[name], tmp_path) as judge:
        refusal = judge(data)
    if part is None:
        assert refusal is None
    else:
        assert part in refusal


class Bad:
    """A reader that does what no reader may."""

    name, file = "bad", "bad"
    doings = {
        b"raises": lambda file: 1 / 0,
        b"warns": lambda file: __import__("warnings").warn("beware", stacklevel=1),
        b"writes": lambda file: file.with_name("made").write_text("x"),
        b"hangs": lambda file: __import__("time").sleep(30),
        b"hoards": lambda file: np.ones(2**28).sum(),
    }

    def surround(self, folder):
        pass

    def read(self, file, data):
        self.doings[data](file)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"raises", "ZeroDivisionError"),
        (b"warns", "beware"),
        (b"writes", "made"),
        (b"hangs", "still reading"),
        (b"hoards", "memory"),
    ],
)
def test_the_judge_finds_each_kind_of_fault(data, part, tmp_path, monkeypatch):
    monkeypatch.setattr("fuzz.judge.SECONDS", 0.2)
    if data == b"hoards":
        peak = iter([0, 2**31])
        monkeypatch.setattr("fuzz.judge._peak", lambda: next(peak))
        monkeypatch.setitem(Bad.doings, data, lambda file: __import__("time").sleep(0.03))
    with Judge(Bad(), tmp_path) as judge, pytest.raises(Fault, match=part):
        judge(data)


@pytest.mark.long
@pytest.mark.fault(15, 16, 17, 18, 20, 21, 46)
def test_a_minute_of_fuzzing_finds_nothing(tmp_path):
    """All readers, models and experiments too."""
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "45", "--faults", str(tmp_path / "faults")]
    ran = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    lines = ran.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == list(TARGETS)
    for line in lines:
        assert ", 0 faults" in line
        assert " 0 accepted" not in line
    assert not (tmp_path / "faults").exists()
