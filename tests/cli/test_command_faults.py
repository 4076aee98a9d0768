"""Every command under what goes wrong around it: files, names, options, terminals, pipes and missing libraries.

What all have in common: exit code 2 (1 for a closed pipe) and one line, never a traceback; nothing is written.
A traceback fails these tests by itself, since commands run in this process.
"""

import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
import typer.main

from descentlab import data
from descentlab.cli import main
from descentlab.cli.main import app, run
from descentlab.experiments.model import Model

PROGRAM = str(Path(sys.executable).with_name("descentlab"))
TABLE = "width,height,species\n" + "".join(f"{i}.5,{i % 7},{'ab'[i % 2]}\n" for i in range(60))
SMALL = ("--epochs", "1", "--hidden", "4", "--seeds", "2", "--rates", "1", "--selection-seeds", "1")
HERE = "{}"  # stands for a path

READS = {
    "compare": [("compare", HERE, "--dry-run"), ("compare", "--config", HERE, "--dry-run")],
    "resume": [("resume", HERE)],
    "verify": [("verify", HERE)],
    "diagnose": [("diagnose", HERE)],
    "train": [("train", HERE, "--epochs", "1")],
    "predict": [("predict", HERE, "good.csv"), ("predict", "m.safetensors", HERE)],
    "check": [("check", HERE)],
    "list": [("list", HERE)],
    "report": [("report", HERE)],
    "data": [],
    "across": [("across", HERE), ("across", HERE, HERE)],
    "export": [("export", HERE, "--to", "csv")],
    "claims": [("claims", HERE)],
    "conform": [("conform", HERE), ("conform", "adam", "--family", HERE)],
    "doctor": [("doctor", HERE, "afolder"), ("doctor", "optimization", HERE)],
    "techniques": [("techniques", HERE)],
    "conventions": [("conventions", HERE), ("conventions", "--family", HERE)],
}
"""Where each command reads a path or a name; a new command belongs here."""
WRITES = {
    "compare": [("compare", "iris", *SMALL, "--out", HERE), ("compare", "iris", *SMALL, "--json", HERE)],
    "train": [("train", "iris", "--epochs", "1", "--out", HERE)],
    "predict": [("predict", "m.safetensors", "good.csv", "--out", HERE)],
    "check": [("check", "iris", "--json", HERE)],
    "resume": [("resume", "e", "--json", HERE)],
    "verify": [("verify", "e", "--json", HERE)],
    "diagnose": [("diagnose", "e", "--json", HERE), ("diagnose", "e", "--out", HERE)],
    "report": [("report", "e", "--out", HERE), ("report", "e", "--json", HERE)],
    "across": [("across", "e", "e", "--out", HERE), ("across", "e", "e", "--json", HERE)],
    "export": [("export", "e", "--to", "csv", "--out", HERE)],
    "claims": [("claims", "--json", HERE), ("claims", "--markdown", HERE)],
    "doctor": [("doctor", "optimization", "good.csv", f"--{form}", HERE) for form in ("json", "html", "csv")],
    "techniques": [("techniques", "--markdown", HERE)],
    "conventions": [("conventions", "--markdown", HERE)],
}
"""Where a command writes a file."""
COSTLY = [("doctor", "optimization", HERE)]
"""A process looks at an answer."""
NOTHING_FOUND = ("list",)
"""Commands that have nothing to complain of where there is nothing."""

UNUSABLE = {
    "missing": "missing.csv",
    "a folder": "afolder",
    "an empty file": "empty.csv",
    "an empty file without a suffix": "empty",
    "no name": "",
    "a file that cannot be read": "torn.csv",
    "a link to itself": "loop.csv",
    "below a file": "good.csv/below.csv",
    "a name with a NUL": "nul\0.csv",
    "a name that is too long": "x" * 300 + ".csv",
    "a path that is too long": "x/" * 3000 + "x.csv",
    "a newline": "a\nb.csv",
    "no text": "bad\udcff.csv",
    "an address": "https://example.org/x.csv",
}
NAMES = {
    "spaces": " a b .csv",
    "composed": unicodedata.normalize("NFC", "\u00e9t\u00e9.csv"),
    "decomposed": unicodedata.normalize("NFD", "\u00e9t\u00e9.csv"),
    "emoji": "\U0001f600.csv",
    "a newline": "a\nb.csv",
    "no text": "bad\udcff.csv",
    "255 bytes": "x" * 251 + ".csv",
    "a dash": "-x.csv",
    "markup": "<b>[red]%s{0}.csv",
}
MORE_NAMES = ("spaces", "composed", "emoji", "a dash")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small experiment, its model and a table that it predicts."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "good.csv").write_text(TABLE)
    before = Path.cwd()
    os.chdir(folder)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["descentlab", "compare", "good.csv", *SMALL, "--out", "e"])
            with pytest.raises(SystemExit) as stopped:
                run()
            assert not stopped.value.code
    finally:
        os.chdir(before)
    shutil.copy(folder / "e" / "model.safetensors", folder / "m.safetensors")
    return folder


@pytest.fixture
def here(made, tmp_path, monkeypatch):
    """A folder to stand in with all that is made, and with paths that cannot be used."""
    folder = tmp_path / "here"
    shutil.copytree(made, folder)
    (folder / "afolder").mkdir()
    (folder / "empty.csv").write_bytes(b"")
    (folder / "empty").write_bytes(b"")
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "torn.csv").symlink_to("/proc/self/mem" if Path("/proc/self/mem").exists() else "missing")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="module")
def built():
    """The command line, put together once instead of at every call."""
    return typer.main.get_command(app)


@pytest.fixture
def command(built, monkeypatch, capsys):
    """Runs a command: exit code, what it printed, what it said on stderr but for notes."""
    monkeypatch.setattr(main, "app", built)

    def call(*arguments):
        monkeypatch.setattr("sys.argv", ["descentlab", *arguments])
        with pytest.raises(SystemExit) as stopped:
            run()
        out, said = capsys.readouterr()
        return stopped.value.code or 0, out, [one for one in said.splitlines() if not one.startswith("note: ")]

    return call


def forms(table):
    return [form for several in table.values() for form in several]


def named(form):
    return " ".join(form)


def filled(form, path):
    return [part.replace(HERE, path) for part in form]


def tree(folder):
    return {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}


def test_every_command_is_here():
    known = {command.name for command in app.registered_commands}
    assert known == set(READS)
    assert set(WRITES) <= set(READS)


@pytest.mark.fault(44, 53)
@pytest.mark.parametrize(
    "form", [pytest.param(one, marks=[pytest.mark.long] * (one in COSTLY)) for one in forms(READS)], ids=named
)
def test_a_path_that_cannot_be_used_is_one_line(here, command, form):
    before = tree(here)
    for what, path in UNUSABLE.items():
        if form == ("conventions", "--family", HERE) and not path:
            continue  # as if it were left out: everything is measured
        code, out, said = command(*filled(form, path))
        if "\0" not in path and not (form[0] in NOTHING_FOUND and code == 0):
            assert len(said) == 1, (what, said)
            assert said[0].startswith("descentlab: "), (what, said)
            assert len(said[0]) < 2500
            assert not out, (what, out)
        assert code == 2 or (code == 0 and form[0] in NOTHING_FOUND), (what, said)
    assert tree(here) == before


@pytest.mark.fault(37, 44, 53)
@pytest.mark.parametrize("form", forms(WRITES), ids=named)
def test_a_file_that_cannot_be_written_is_refused_before_the_work(here, command, form, monkeypatch):
    """Something else in its place, or a file where a folder is to be."""
    monkeypatch.setattr("descentlab.training.population.engine.Population.advance", None)
    before = tree(here)
    in_the_way = "good.csv" if form[0] in ("compare", "export") and form[-2] == "--out" else "afolder"
    for path in ("good.csv/below", in_the_way):
        code, _, said = command(*filled(form, path))
        assert code == 2
        assert len(said) == 1, said
        assert path.split("/")[0] in said[0]
    assert tree(here) == before


@pytest.mark.fault(44)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(one, id=kind, marks=[pytest.mark.long] * (kind in MORE_NAMES))
        for kind, one in NAMES.items()
    ],
)
def test_names_of_all_kinds_work(here, command, name):
    """As data, as model, as results and as folders; the two forms of one letter are two names."""
    here.joinpath(name).write_text(TABLE)
    shutil.copy("m.safetensors", f"{name[:-4]}.st")
    code, expected, said = command("predict", "m.safetensors", "good.csv")
    assert code == 0, said
    path, model, folder = f"./{name}", f"./{name[:-4]}.st", f"./{name[:-4]}.e"
    assert command("predict", model, path) == (0, expected, [])
    assert command("predict", "m.safetensors", path, "--out", path)[0] == 0
    assert here.joinpath(name).read_text(encoding="utf-8") == expected
    shutil.copytree("e", folder)
    shutil.rmtree("e")
    code, _, said = command("report", folder, "--out", f"{folder}/{name}", "--json", f"{folder}/j{name[1:]}")
    if len(os.fsencode(name)) == 255 and code:  # a temporary file's name would be longer
        assert (code, len(said)) == (2, 1)
        assert "File name too long" in said[0]
    else:
        assert (code, said) == (0, [])
        assert Path(folder, name).stat().st_size > 10_000
    code, out, _ = command("list", ".")
    assert code == 0
    assert len(out.splitlines()) == 2
    here.joinpath(name).write_text(TABLE)
    assert command("compare", path, "--target", "species", "--dry-run")[0] == 0
    code, _, said = command("compare", path, "--target", "nothing", "--dry-run")
    assert (code, len(said)) == (2, 1)


@pytest.mark.fault(44)
def test_a_model_whose_name_leaves_no_room_for_a_temporary_file_is_refused(here):
    """Of 255 bytes, which a file's name may have."""
    with pytest.raises(Exception, match="cannot be written"):
        Model.load("m.safetensors").save("x" * 243 + ".safetensors")


@pytest.mark.fault(53)
@pytest.mark.parametrize("name", [one.name for one in app.registered_commands])
def test_an_unknown_option_and_help(command, name):
    code, _, said = command(name, "--nonsense")
    assert code == 2
    assert any("--nonsense" in line for line in said)
    code, out, said = command(name, "--help")
    assert (code, said) == (0, [])
    assert f"descentlab {name}" in out


@pytest.mark.fault(53)
def test_an_unknown_command_and_none(command):
    assert command("compair")[0] == 2
    assert command()[0] == 2
    assert command("--version-of-nothing")[0] == 2


@pytest.mark.fault(27, 53)
@pytest.mark.parametrize(
    ("option", "value", "part"),
    [
        ("--epochs", "9" * 400, "epochs is a whole number of 400 digits; it must be 2147483647 at most"),
        ("--epochs", "9" * 5000, "is not a whole number"),
        ("--batch-size", "9" * 400, "batch_size is a whole number of 400 digits"),
        ("--hidden", "9" * 400, "hidden is a whole number of 400 digits"),
        ("--layers", "residual(layers=[" * 3000 + "relu" + "])" * 3000, "nested more than 20 deep"),
        ("--optimizer", "x" * 100_000, "unknown optimizer 'xxx"),
        ("--optimizer", "adm", "did you mean 'adam'? known are adam, radam, nadam, adamw, adamax and 25 more"),
        ("--dropout", "none,1.5", "dropout is 1.5"),
        ("--schedule", "step(interval_epochs=1, interval_steps=2)", "are both given: give one"),
    ],
)
def test_values_that_no_setting_has(command, option, value, part):
    code, _, said = command("compare", "iris", option, value, "--dry-run")
    assert (code, len(said)) == (2, 1)
    assert part in said[0]
    assert len(said[0]) < 2500


def test_none_turns_dropout_off(command):
    code, out, _ = command("compare", "iris", "--dropout", "none,0,0.5", "--dry-run")
    assert code == 0
    assert "2 programs" in out  # with dropout and without


@pytest.mark.parametrize(
    "option", ["--optimizer", "--learning-rate", "--schedule", "--epochs", "--weight-decay"]
)
def test_a_check_refuses_what_it_would_not_look_at(command, option):
    code, _, said = command("check", "iris", option, "1")
    assert (code, len(said)) == (2, 1)
    assert f"{option} plays no part in the gradient of the loss" in said[0]


@pytest.mark.fault(53)
@pytest.mark.parametrize(
    ("library", "arguments", "part"),
    [
        ("pyarrow", ("compare", "t.parquet", "--dry-run"), "pip install 'descentlab[parquet]'"),
        ("plotly", ("report", "e"), "pip install plotly"),
        ("torch", ("check", "mine.py:module"), "mine.py, line 1: ModuleNotFoundError"),
    ],
)
def test_a_library_that_is_missing_is_named(here, command, monkeypatch, library, arguments, part):
    Path("t.parquet").write_bytes(b"PAR1")
    Path("mine.py").write_text("import torch\nmodule = None\n")
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    for name in [one for one in sys.modules if one.partition(".")[0] == library] or [library]:
        monkeypatch.setitem(sys.modules, name, None)
    code, _, said = command(*arguments)
    assert (code, len(said)) == (2, 1)
    assert part in said[0]


@pytest.mark.fault(53)
def test_libraries_to_compare_with_may_be_missing(command, monkeypatch):
    for name in ("keras", "torch", "optax"):
        monkeypatch.setitem(sys.modules, name, None)
    code, out, said = command("conventions", "adam")
    assert (code, said) == (0, [])
    assert out.count("not installed") == 3


def test_memory_that_is_not_there_is_one_line(command, monkeypatch):
    def exhausted(*_, **__):
        raise MemoryError

    monkeypatch.setattr(data, "load", exhausted)
    assert command("train", "iris") == (2, "", ["descentlab: this needs more memory than there is"])


@pytest.mark.fault(53)
def test_a_backend_that_jax_does_not_have_is_one_line(command, monkeypatch):
    from descentlab.training.population import devices

    def none():
        raise RuntimeError("Unable to initialize backend 'nonsense'\nand more")

    monkeypatch.setattr(devices.jax, "devices", none)
    devices.devices.cache_clear()
    code, _, said = command("train", "iris", "--epochs", "1")
    assert (code, said) == (2, ["descentlab: JAX does not start: Unable to initialize backend 'nonsense'"])


def test_a_user_without_a_home_keeps_no_programs(monkeypatch):
    from descentlab.training.population import devices

    for name in ("DESCENTLAB_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", lambda number: {}[number])  # a container's number without a name
    with pytest.raises(OSError, match=r"."):
        devices.cache_folder().mkdir(parents=True)
    monkeypatch.setenv("XDG_CACHE_HOME", "kept")
    assert devices.cache_folder() == Path("kept/descentlab")


@pytest.mark.fault(53)
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("techniques | head -c 0", 1),
        pytest.param("techniques > /dev/full", 2, marks=pytest.mark.long),
        ("techniques nothing >&- 2>&-", 2),
        pytest.param("report e | head -c 0", 1, marks=pytest.mark.long),
        pytest.param("report e >&-", 0, marks=pytest.mark.long),
        pytest.param("predict m.safetensors good.csv > /dev/full", 2, marks=pytest.mark.long),
        pytest.param("claims nothing 2> /dev/full", 2, marks=pytest.mark.long),
        pytest.param("--help | head -c 0", 1, marks=pytest.mark.long),
        pytest.param("list | head -c 0", 1, marks=pytest.mark.long),
    ],
)
def test_where_nobody_listens_there_is_no_traceback(here, line, code):
    """Closed pipes and streams, a full disk."""
    rest = f"{PROGRAM} {line}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", rest], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert len(done.stderr.splitlines()) <= 1, done.stderr


@pytest.mark.fault(53)
@pytest.mark.long
@pytest.mark.parametrize(
    "around",
    [
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        {"HOME": "/nonexistent", "TERM": "dumb", "COLUMNS": "1", "LINES": "1"},
        {"HOME": "/proc", "DESCENTLAB_CACHE": "/proc/x", "COLUMNS": "abc"},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "arguments", [("report", "e"), ("compare", "--help"), ("compare", "good.csv", *SMALL, "--out", "again")]
)
def test_other_surroundings(here, arguments, around):
    """Another encoding, no home or one that cannot be written to, a tiny terminal, no variables at all; no terminal."""
    done = subprocess.run(
        [PROGRAM, *arguments],
        env={"PATH": os.environ["PATH"], **around},
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout
