"""Going on with an experiment from its folder alone, elsewhere, after Ctrl-C, and while another process is at it."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import descentlab as dl
from descentlab import cores
from descentlab.cli.main import run
from descentlab.cli.running import stoppable
from descentlab.errors import ExperimentError, SettingError
from descentlab.experiments import compare as module
from descentlab.experiments import execute
from descentlab.experiments.environment import differences, environment
from descentlab.experiments.plan import method_of
from descentlab.experiments.resume import study
from descentlab.experiments.store import Store
from descentlab.techniques.optimizers import sgd
from descentlab.training.feed import Feed
from descentlab.training.reference import train

COMMAND = [
    "--optimizer",
    "momentum",
    "--learning-rate",
    "0.05,0.1",
    "--hidden",
    "8",
    "--epochs",
    "4",
    "--seeds",
    "2",
]


@pytest.fixture(scope="module")
def flowers(tmp_path_factory):
    """Iris as a file of the user's."""
    iris = dl.data.load("iris")
    rows = [
        f"{a},{b},{c},{d},k{label}" for (a, b, c, d), label in zip(iris.features, iris.targets, strict=True)
    ]
    file = tmp_path_factory.mktemp("data") / "flowers.csv"
    file.write_text("\n".join(["a,b,c,d,kind", *rows]) + "\n")
    return file


@pytest.fixture(scope="module")
def small_chunks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("descentlab.experiments.plan.CHUNK_WORK", 0.0)
        yield


@pytest.fixture
def stopping(monkeypatch):
    """Makes every commit the last, as Ctrl-C right after it does; returns what takes that back."""
    commit = Store.commit_chunk

    def last(self, *arguments, **options):
        commit(self, *arguments, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "commit_chunk", last)
    return lambda: monkeypatch.setattr(Store, "commit_chunk", commit)


@pytest.fixture(scope="module")
def whole(small_chunks, flowers, tmp_path_factory):
    """An experiment that nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole") / "e"
    data = dl.data.load(flowers, target="kind")
    recipes = dl.grid(optimizer="momentum", learning_rate=[0.05, 0.1], hidden=(8,), epochs=4)
    dl.compare(data, recipes, seeds=2, out=folder)
    return folder


@pytest.fixture(scope="module")
def stopped(small_chunks, flowers, tmp_path_factory):
    """The same, stopped after its first chunk; tests copy it."""
    folder = tmp_path_factory.mktemp("stopped") / "e"
    commit = Store.commit_chunk

    def last(self, *arguments, **options):
        commit(self, *arguments, **options)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "commit_chunk", last)
        patch.setattr(
            sys,
            "argv",
            ["descentlab", "compare", str(flowers), "--target", "kind", *COMMAND, "--out", str(folder)],
        )
        with pytest.raises(SystemExit) as end:
            run()
    assert end.value.code == 130
    return folder


@pytest.fixture
def part(stopped, tmp_path):
    """A folder of one's own with the stopped experiment in it."""
    return Path(shutil.copytree(stopped, tmp_path / "e"))


def trained(folder):
    """All that training decides."""
    store = Store.open(folder)
    rows = [(run, store.curves(run.id)) for run in store.runs()]
    store.close()
    files = {file.name: file.read_bytes() for file in sorted(folder.glob("*/*")) if file.is_file()}
    return rows, files, (folder / "model.safetensors").read_bytes()


def elsewhere(monkeypatch, **changes):
    monkeypatch.setattr("descentlab.experiments.environment.environment", lambda: environment() | changes)


@pytest.mark.fault(32)
def test_it_goes_on_from_the_folder_alone_with_the_same_bytes(part, whole, descentlab, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    listed = descentlab("list", tmp_path)[1]
    assert f"unfinished: descentlab resume {part}" in listed
    code, said, _ = descentlab("resume", part, "--json", tmp_path / "r.json")
    assert code == 0
    assert trained(part) == trained(whole)
    assert f"report  {part / 'report.html'}" in said
    assert (part / "report.html").read_bytes().rstrip().endswith(b"</html>")
    assert json.loads((tmp_path / "r.json").read_text())["environments"] == []


@pytest.mark.fault(31)
def test_a_stopped_command_says_how_to_go_on(flowers, tmp_path, descentlab, stopping):
    code, _, complaint = descentlab("compare", flowers, "--target", "kind", *COMMAND, "--out", tmp_path / "a b")
    assert code == 130
    (line,) = [line for line in complaint.splitlines() if not line.startswith("note:")]
    assert line == f"descentlab: stopped; descentlab resume '{tmp_path / 'a b'}' goes on from here"
    stopping()
    assert descentlab("resume", tmp_path / "a b")[0] == 0


def test_a_finished_one_says_so_and_trains_nothing(whole, tmp_path, descentlab, monkeypatch):
    folder = Path(shutil.copytree(whole, tmp_path / "e"))
    (folder / "experiment.lock").write_text("1")  # as a killed process leaves it
    before = trained(folder)
    monkeypatch.setattr(execute, "Population", None)
    code, said, complaint = descentlab("resume", folder)
    assert code == 0
    assert "is finished; nothing was trained" in complaint
    assert "0.05" in said
    assert (folder / "report.html").is_file()
    (folder / "model.safetensors").unlink()
    assert descentlab("resume", folder)[0] == 0
    assert trained(folder) == before
    assert not (folder / "experiment.lock").exists()


def test_data_that_have_moved_are_named(part, whole, flowers, descentlab, tmp_path):
    store = Store.open(part, write=True)
    store.set_fact("origin", {**store.fact("origin"), "what": str(tmp_path / "gone.csv")})
    store.close()
    code, _, complaint = descentlab("resume", part)
    assert code == 2
    assert complaint.strip() == (
        f"descentlab: {part}: its data are no longer at {tmp_path / 'gone.csv'}: say with --data where they are"
    )
    assert descentlab("resume", part, "--data", flowers)[0] == 0
    assert trained(part) == trained(whole)


@pytest.mark.fault(42)
def test_data_that_have_changed_are_refused(part, flowers, descentlab, tmp_path):
    other = tmp_path / "flowers.csv"
    other.write_text(flowers.read_text().replace("5.1,3.5", "5.2,3.5", 1))
    before = (part / "experiment.sqlite3").read_bytes()
    code, _, complaint = descentlab("resume", part, "--data", other)
    assert code == 2
    assert re.search(
        r"was begun on other data than '.*' holds \(fingerprint \w{12}, and these have \w{12}\)", complaint
    )
    assert (part / "experiment.sqlite3").read_bytes() == before


@pytest.mark.fault(42)
def test_a_recipe_that_has_changed_is_refused(part, flowers, descentlab):
    changed = [*COMMAND[:-2], "--l2", "0.1", *COMMAND[-2:]]
    code, _, complaint = descentlab("compare", flowers, "--target", "kind", *changed, "--out", part)
    assert code == 2
    assert "holds another experiment; choose another folder with --out" in complaint


@pytest.mark.long
@pytest.mark.fault(42)
def test_code_that_has_changed_is_refused(tmp_path, descentlab, stopping, monkeypatch):
    own = tmp_path / "own.py"
    source = Path(sgd.__file__).read_text()
    own.write_text(source)
    settings = ["--optimizer", f"{own}:SGD", *COMMAND[2:]]
    assert descentlab("compare", "iris", *settings, "--out", tmp_path / "e")[0] == 130
    stopping()
    monkeypatch.setattr("descentlab.own._ADMITTED", {})  # as in another process
    code, _, complaint = descentlab("resume", tmp_path / "e")
    assert code == 2
    assert f"--code {own}:SGD" in complaint
    own.write_text(source + "\n# another version\n")
    code, _, complaint = descentlab("resume", tmp_path / "e", "--code", f"{own}:SGD")
    assert code == 2
    assert f"{own}:SGD has changed since; bring the earlier code back" in complaint
    own.write_text(source)
    assert descentlab("resume", tmp_path / "e", "--code", f"{own}:SGD")[0] == 0


def test_data_made_in_python_are_handed_over_again(tmp_path, descentlab, stopping):
    iris = dl.data.load("iris")
    data = dl.data.from_arrays(iris.features, iris.targets)
    recipes = dl.grid(optimizer="momentum", learning_rate=[0.05, 0.1], hidden=(8,), epochs=4)
    with pytest.raises(KeyboardInterrupt):
        dl.compare(data, recipes, seeds=2, out=tmp_path / "e")
    stopping()
    code, _, complaint = descentlab("resume", tmp_path / "e")
    assert code == 2
    assert "they were made in Python" in complaint
    assert len(complaint.splitlines()) == 1
    assert dl.resume(tmp_path / "e", data).recipes[0].runs


def test_data_made_in_python_are_found_in_a_file_by_the_name_of_their_target(
    part, flowers, descentlab, tmp_path
):
    """The column to predict comes first there."""
    with contextlib.closing(Store.open(part, write=True)) as store:
        store.set_fact("origin", None)
    rows = [line.split(",") for line in flowers.read_text().splitlines()]
    (tmp_path / "other.csv").write_text("\n".join(",".join([row[-1], *row[:-1]]) for row in rows) + "\n")
    code, _, complaint = descentlab("resume", part, "--data", tmp_path / "other.csv")
    assert code == 0, complaint


@pytest.mark.fault(30)
def test_an_extension_is_training_too_and_goes_on(whole, flowers, tmp_path, descentlab, stopping, monkeypatch):
    folder = Path(shutil.copytree(whole, tmp_path / "e"))
    elsewhere(monkeypatch, processor="another")
    again = ["compare", flowers, "--target", "kind", *COMMAND[:-1]]
    assert descentlab(*again, "2", "--out", folder)[0] == 0  # nothing to train: nothing to ask for
    code, _, complaint = descentlab(*again, "3", "--out", folder)
    assert code == 2
    assert "is now another" in complaint
    assert descentlab(*again, "3", "--out", folder, "--accept-environment")[0] == 130
    result = dl.Result.read(folder)
    assert (result.config["seeds"], result.environments[0]["runs"]) == (2, 4)
    stopping()
    assert descentlab("resume", folder)[0] == 0
    assert dl.Result.read(folder).config["seeds"] == 3


@pytest.mark.fault(30)
def test_another_environment_is_refused_until_it_is_accepted(part, whole, tmp_path, descentlab, monkeypatch):
    before = environment()
    elsewhere(monkeypatch, threads=before["threads"] + 1, packages=before["packages"] | {"jax": "9.9"})
    code, _, complaint = descentlab("resume", part)
    assert code == 2
    assert len(complaint.splitlines()) == 1
    assert f"threads {before['threads']} is now {before['threads'] + 1}" in complaint
    assert f"jax {before['packages']['jax']} is now 9.9" in complaint
    assert "--accept-environment" in complaint
    code, _, _ = descentlab("resume", part, "--accept-environment", "--json", tmp_path / "r.json")
    assert code == 0
    (told,) = json.loads((tmp_path / "r.json").read_text())["environments"]
    assert told["runs"] == 0
    assert told["environment"]["packages"]["jax"] == "9.9"
    assert "is now 9.9" in (part / "report.html").read_text()
    assert descentlab("resume", part)[0] == 0  # nothing is left to train: nothing to ask for
    assert trained(part) == trained(whole)  # in truth it was the same machine


@pytest.mark.long
def test_fewer_cores_go_on_when_accepted(part, whole, descentlab, monkeypatch):
    """The runs are placed anew; scores agree up to rounding."""
    monkeypatch.setattr(execute, "devices", lambda: 1)
    elsewhere(monkeypatch, cores=1, devices="1 cpu")
    code, _, complaint = descentlab("resume", part)
    assert code == 2
    assert "devices 2 cpu is now 1 cpu" in complaint
    assert descentlab("resume", part, "--accept-environment")[0] == 0
    (one, _, _), (other, _, _) = trained(part), trained(whole)
    for (_, ours), (_, theirs) in zip(one, other, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4)


def test_what_an_older_store_does_not_tell_is_no_difference():
    now = {"python": "3.12", "cores": 2, "threads": 4, "packages": {"jax": "1", "scipy": "2"}}
    assert differences({"python": "3.12", "packages": {"jax": "1", "scipy": "1"}}, now) == []
    assert differences({"cores": 8, "packages": {"jax": "0"}}, now) == ["cores 8 is now 2", "jax 0 is now 1"]


@pytest.mark.fault(38)
def test_a_second_process_is_refused_and_the_first_goes_on(part, whole, descentlab):
    first = Store.open(part, write=True)
    code, _, complaint = descentlab("resume", part)
    assert code == 2
    assert complaint.strip() == f"descentlab: {part}: process {os.getpid()} is training here"
    first.set_fact("seconds", 1.0)
    first.close()
    assert descentlab("resume", part)[0] == 0
    assert trained(part) == trained(whole)


@pytest.mark.fault(32)
def test_what_a_kill_leaves_of_a_beginning_is_no_obstacle(tmp_path, descentlab):
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "experiment.lock").write_text("1")
    (tmp_path / "e" / "experiment.sqlite3.new").write_bytes(b"half")
    code, _, complaint = descentlab("resume", tmp_path / "e")
    assert code == 2
    assert "no experiment here" in complaint
    assert descentlab("compare", "iris", *COMMAND, "--out", tmp_path / "e")[0] == 0


def test_a_name_never_stands_for_another_models_weights(whole, tmp_path, monkeypatch):
    """A kill between the model's file and its name: the next one writes both."""
    folder = Path(shutil.copytree(whole, tmp_path / "e"))
    before = trained(folder)
    store = Store.open(folder, write=True)
    store.set_fact("model", "that of another run")
    store.close()

    def full(*_):
        raise ExperimentError("no room")

    monkeypatch.setattr(dl.Model, "save", full)
    with pytest.raises(ExperimentError, match="no room"):
        module.Study.run(_study(folder), folder)
    assert Store.open(folder).fact("model") is None
    monkeypatch.undo()
    dl.resume(folder)
    assert trained(folder) == before


def _study(folder):
    with contextlib.closing(Store.open(folder)) as store:
        return study(store)


@pytest.mark.fault(31)
def test_ctrl_c_once_is_one_line(capsys):
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit) as end, stoppable("stopped"):
        os.kill(os.getpid(), signal.SIGINT)
    assert end.value.code == 130
    assert capsys.readouterr().err == "descentlab: stopped\n"
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.fault(31)
def test_ctrl_c_while_it_is_stopping_ends_it_at_once():
    """The first press meets something that takes long to clean up; the second does not wait for it."""
    code = (
        "import os, signal, time\n"
        "from descentlab.cli.running import stoppable\n"
        "with stoppable('stopped'):\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    finally:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        time.sleep(60)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "descentlab: stopped\n")


@pytest.mark.long
@pytest.mark.fault(38)
def test_of_two_commands_at_once_the_second_is_refused(tmp_path):
    """The true command, three times: the lock of a process that was killed does not stop the next one."""
    words = ["compare", "digits", "--learning-rate", "0.01", "--seeds", "4", "--epochs", "60"]
    first = [sys.executable, "-m", "descentlab.cli.main", *words, "--out", str(tmp_path / "e")]
    again = [*first[:3], "resume", str(tmp_path / "e")]
    with subprocess.Popen(first, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            while not (tmp_path / "e" / "experiment.sqlite3").exists():
                assert running.poll() is None
                time.sleep(0.01)
            running.send_signal(signal.SIGSTOP)  # so that it is not done before the second one has begun
            refused = subprocess.run(again, capture_output=True, text=True, check=False)
        finally:
            running.kill()
    assert refused.returncode == 2
    said = f"descentlab: {tmp_path / 'e'}: process {running.pid} is training here"
    assert refused.stderr.splitlines()[-1] == said
    done = subprocess.run(again, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.fault(30)
def test_the_reference_engine_gives_the_same_bytes_twice():
    feed = Feed(dl.data.load("iris"))
    one = dl.recipe(optimizer="adam", hidden=(8,), dropout=0.3, epochs=2)
    first, second = (list(train(method_of(one, feed), feed, 0, batch_size=32, epochs=2)) for _ in range(2))
    for before, after in zip(first, second, strict=True):
        assert before.losses.tobytes() == after.losses.tobytes()
        for name, array in before.run.params.items():
            assert array.tobytes() == after.run.params[name].tobytes()


def test_cores_are_counted_without_affinities_too(monkeypatch):
    assert cores.usable_cores() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.delattr(os, "process_cpu_count", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 5)
    assert cores.usable_cores() == 5


def test_a_data_sets_origin_is_what_load_was_asked(flowers, tmp_path, monkeypatch):
    monkeypatch.chdir(flowers.parent)
    file = dl.data.load("flowers.csv", target="kind")
    assert file.origin == {"what": str(flowers), "target": "kind", "task": None}
    assert dl.data.load("moons", noise=0.3, seed=2).origin == {"what": "moons", "noise": 0.3, "seed": 2}
    assert dl.data.load(file).origin == file.origin
    arrays = dl.data.from_arrays(file.features, file.targets)
    assert arrays.origin is None
    with pytest.raises(SettingError):
        dl.data.load("moons", nose=1)
