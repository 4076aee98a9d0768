"""Damage: bits flipped, pages lost, files cut short, writes cut off anywhere. Refused, or the same answers."""

import contextlib
import json
import random
import shutil
import struct
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import store_samples as samples
from store_samples import FILE, answers, begin, end_state, everything, program

import descentlab as dl
from descentlab.errors import ExperimentError
from descentlab.experiments import plan
from descentlab.experiments.compare import compare
from descentlab.experiments.grid import grid
from descentlab.experiments.model import Model
from descentlab.experiments.repair import repair
from descentlab.experiments.result import Result
from descentlab.experiments.store import Store, StoredRun
from descentlab.experiments.tensors import read_tensors, read_with_metadata, write_tensors

PAGE = 4096


@pytest.fixture(scope="module")
def room():
    with samples.scratch() as folder:
        yield folder


@pytest.fixture(scope="module")
def unfinished(room):
    return begin(room / "unfinished")


@pytest.fixture(scope="module")
def finished(room, unfinished):
    """A store at its end, with a model beside it."""
    everything(shutil.copytree(unfinished, room / "finished"))
    return room / "finished"


@pytest.fixture
def here(room):
    yield room / "here"
    shutil.rmtree(room / "here", ignore_errors=True)


def allowed(act, right):
    """Whether an act is refused in one line or gives the right answer; anything else is raised."""
    try:
        found = act()
    except ExperimentError:
        return "refused"
    assert found == right
    return "identical"


def flips(file, count, seed):
    """The file's bytes with one bit of one byte flipped, so many times."""
    whole = file.read_bytes()
    rng = random.Random(seed)
    for _ in range(count):
        content = bytearray(whole)
        content[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        yield bytes(content)
    file.write_bytes(whole)


@pytest.mark.fault(35, 46)
def test_a_flipped_bit_is_refused_or_makes_no_difference(room, unfinished, finished):
    seen = []
    for folder in (unfinished, finished):
        right = answers(folder)
        for file in [folder / FILE, *folder.rglob("*-*.safetensors")]:
            for content in flips(file, 40 if file.name == FILE else 8, seed=file.name):
                file.write_bytes(content)
                seen.append(allowed(lambda folder=folder: answers(folder), right))
    model = finished / "model.safetensors"
    right = read_with_metadata(model)[0]["w"].tobytes()
    for content in flips(model, 40, seed=1):
        model.write_bytes(content)
        seen.append(allowed(lambda: read_with_metadata(model)[0]["w"].tobytes(), right))
    assert seen.count("refused") > 0.5 * len(seen)


@pytest.mark.long
@pytest.mark.fault(35, 46)
def test_a_thousand_flipped_bits_in_every_file_of_real_experiments(tmp_path, monkeypatch, capsys):
    recipes = grid(optimizer=["sgd", "adam"], epochs=4, hidden=(4,), normalization="batch_norm")
    iris = dl.data.load("iris")
    with samples.scratch() as room:
        compare(iris, recipes, seeds=3, rates=2, selection_seeds=1, out=room / "finished")
        monkeypatch.setattr(plan, "CHUNK_WORK", 1.0)
        progress = iter(range(13))
        with pytest.raises(StopIteration):
            compare(
                *(iris, recipes),
                seeds=3,
                rates=2,
                selection_seeds=1,
                out=room / "stopped",
                watch=lambda _: next(progress),
            )

        def result(folder):
            told = Result.read(folder)
            return json.dumps(told.to_json()), told.model().predict(iris.features).tolist()

        asked = {
            "finished": lambda: (answers(room / "finished"), result(room / "finished")),
            "stopped": lambda: answers(room / "stopped"),
        }
        for name, ask in asked.items():
            right = ask()
            assert name == "finished" or right["checkpoints"]
            files = [file for file in (room / name).rglob("*") if file.is_file()]
            seen = []
            for file in files:
                for content in flips(file, 1000 // len(files) + 1, seed=str(file.name)):
                    file.write_bytes(content)
                    seen.append(allowed(ask, right))
            with capsys.disabled():
                print(f"\n{name}: {len(seen)} flips in {len(files)} files, {seen.count('refused')} refused")
            assert len(seen) >= 1000


@pytest.mark.fault(35, 34)
def test_any_page_may_be_lost_and_repair_keeps_what_it_can(finished, here):
    end, whole, kept = end_state(finished), (finished / FILE).read_bytes(), []
    for page in range(len(whole) // PAGE):
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(finished, here)
        lost = whole[: page * PAGE] + bytes(PAGE) + whole[(page + 1) * PAGE :]
        (here / FILE).write_bytes(lost)
        with pytest.raises(ExperimentError, match=r"sqlite3: damaged \("):
            Store.open(here)
        found = repair(here)
        assert found.kept + found.lost in (16, 24)  # the plan of a population may be lost with it
        assert found.set_aside == (here / f"{FILE}.damaged",)
        assert (here / f"{FILE}.damaged").read_bytes() == lost
        kept.append(found.kept)
        everything(here)
        assert end_state(here) == end
    assert kept[0] == 24  # the first page is the same in every store
    assert kept.count(24) >= 3
    assert kept.count(0) < len(kept) / 2


@pytest.mark.fault(34, 35)
def test_repair_counts_what_it_keeps_and_never_overwrites_what_it_set_aside(finished, here):
    shutil.copytree(finished, here)
    end = end_state(here)
    assert str(repair(here)) == "nothing is damaged: all 24 runs kept"
    (here / "weights" / "2-6.safetensors").unlink()
    with pytest.raises(
        ExperimentError, match=r"2-6.safetensors: damaged \(it is missing\); 'descentlab resume"
    ):
        answers(here)
    found = repair(here)
    assert str(found) == (
        f"16 of 24 runs kept, 8 lost and will be trained again; what was damaged is now {here / FILE}.damaged"
    )
    with contextlib.closing(Store.open(here)) as store:
        assert [one.epoch for one in store.populations()] == [6, 0, 6]
        assert {run.status for run in store.runs() if run.population == 2} == {"waiting"}
    (here / "model.safetensors").write_bytes(b"half")
    assert str(repair(here)) == (
        f"24 of 24 runs kept; what was damaged is now {here / FILE}.damaged-2, {here}/model.safetensors.damaged"
    )
    everything(here)
    for file in here.glob("*.damaged*"):
        file.unlink()
    assert end_state(here) == end


@pytest.mark.fault(34)
def test_where_what_was_asked_for_is_lost_nothing_is_pretended(finished, here):
    shutil.copytree(finished, here)
    before = (here / FILE).read_bytes()
    lost = before.replace(b"made up", b"made  p")
    assert lost.count(b"made  p") == 2  # both copies
    (here / FILE).write_bytes(lost)
    with pytest.raises(ExperimentError, match="what was asked for is lost too: start anew in another folder"):
        repair(here)
    assert (here / FILE).read_bytes() == lost
    (here / FILE).write_bytes(before.replace(b"made up", b"made  p", 1))
    assert repair(here).kept == 24


@pytest.mark.fault(34, 40)
def test_pages_of_different_times_are_refused(unfinished, finished, here):
    """As a disk leaves them that lost a write, or a copy of a file that was being written to."""
    shutil.copytree(finished, here)
    old, new = (unfinished / FILE).read_bytes(), (finished / FILE).read_bytes()
    changed = [
        start for start in range(0, len(old), PAGE) if old[start : start + PAGE] != new[start : start + PAGE]
    ]
    assert len(changed) > 4
    for start in changed:
        (here / FILE).write_bytes(new[:start] + old[start : start + PAGE] + new[start + PAGE :])
        assert allowed(lambda: answers(here), answers(finished)) == "refused" or start == 0


@pytest.mark.fault(32, 34)
def test_a_kill_at_any_byte_of_a_transaction_leaves_the_state_before_or_after(room, unfinished):
    """The kernel kills the writer in the middle of the write that passes the limit, in files, journal and database."""
    where = kills(room, unfinished, "killed")
    limits = range(0, (unfinished / FILE).stat().st_size + 3 * PAGE, 3000)
    found = program("last_chunk", "kill", where, *limits)["seen"]
    assert found["before"] + found["after"] == found["same end"] == len(limits)
    assert found["code -25"] > 0.7 * len(limits)
    assert found["hot journals"] > 0.5 * len(limits)


@pytest.mark.long
@pytest.mark.fault(32, 34)
@pytest.mark.parametrize("work", ["last_chunk", "everything", "mending"])
def test_a_kill_at_many_bytes_of_everything_that_writes(room, unfinished, work):
    where = kills(room, unfinished, work)
    if work == "everything":
        shutil.rmtree(where / "base")
        (where / "base").mkdir()
    if work == "mending":
        (where / "base" / "weights" / "1-6.safetensors").unlink()
    limits = range(0, (unfinished / FILE).stat().st_size + 3 * PAGE, 229 if work == "last_chunk" else 499)
    found = program(work, "kill", where, *limits)["seen"]
    assert found["same end"] == len(limits)
    assert work != "last_chunk" or found["before"] + found["after"] == len(limits)


def kills(room, folder, name):
    shutil.copytree(folder, room / name / "base")
    return room / name


@pytest.mark.fault(36)
@pytest.mark.parametrize("work", ["last_chunk", "everything", "mending"])
def test_a_full_disk_is_one_line_and_the_same_goes_on_when_there_is_room(room, unfinished, work):
    where = kills(room, unfinished, f"full-{work}")
    if work == "everything":
        shutil.rmtree(where / "base")
        (where / "base").mkdir()
    if work == "mending":
        (where / "base" / "weights" / "1-6.safetensors").unlink()
    limits = range(0, (unfinished / FILE).stat().st_size + 3 * PAGE, 9000)
    found = program(work, "fail", where, *limits)
    assert found["seen"]["code 0"] + found["seen"]["code 2"] == found["seen"]["same end"] == len(limits)
    assert found["seen"]["code 2"] > 0.6 * len(limits)
    assert len(found["messages"]) == found["seen"]["code 2"]
    for message in found["messages"]:
        assert ": cannot be written (" in message
        assert "make room, and the same command goes on from here" in message


@pytest.mark.fault(34)
def test_a_store_or_a_journal_cut_short_is_refused_or_the_same(unfinished, finished, here):
    cut(unfinished, finished, here, step=1511)


@pytest.mark.long
@pytest.mark.fault(34)
def test_a_store_or_a_journal_cut_short_at_every_offset(unfinished, finished, here):
    cut(unfinished, finished, here, step=37)


def cut(unfinished, finished, here, step):
    shutil.copytree(finished, here)
    right, end = answers(finished), end_state(finished)
    whole = (here / FILE).read_bytes()
    for length in range((unfinished / FILE).stat().st_size - 2 * PAGE, len(whole), step):
        (here / FILE).write_bytes(whole[:length])
        assert allowed(lambda: answers(here), right) == "refused"
        assert repair(here).kept >= 8
        everything(here)
        for file in here.glob("*.damaged*"):
            file.unlink()
        assert end_state(here) == end
    shutil.rmtree(here)
    shutil.copytree(unfinished, here)
    before = answers(here)
    code = program_of_a_kill(here)
    assert code == -25
    database, journal = (here / FILE).read_bytes(), (here / f"{FILE}-journal").read_bytes()
    seen = []
    for length in range(0, len(journal) + 1, step):
        (here / FILE).write_bytes(database)
        (here / f"{FILE}-journal").write_bytes(journal[:length])
        seen.append(allowed(lambda: answers(here), before))
    (here / FILE).write_bytes(database)
    (here / f"{FILE}-journal").write_bytes(journal)
    assert answers(here) == before
    assert "refused" in seen


def program_of_a_kill(folder):
    """A commit killed before its last page is written."""
    limit = (folder / FILE).stat().st_size - 1
    return program("kill_once", limit, folder)


@pytest.mark.fault(46)
@pytest.mark.parametrize("claim", [2**32, 2**63 - 1, 2**64 - 1, 100_000_001, 7])
def test_a_safetensors_header_that_claims_too_much_is_refused_before_it_is_believed(tmp_path, claim):
    file = tmp_path / "model.safetensors"
    write_tensors(file, {"w": np.ones(100)}, {"kind": "descentlab-model-1"})
    file.write_bytes(struct.pack("<Q", claim) + file.read_bytes()[8:])
    refused_cheaply(file)


@pytest.mark.fault(46)
def test_a_tensor_that_claims_too_much_is_refused_before_it_is_believed(tmp_path):
    file = tmp_path / "model.safetensors"
    head = json.dumps({"w": {"dtype": "F64", "shape": [2**40], "data_offsets": [0, 2**43]}}).encode()
    file.write_bytes(struct.pack("<Q", len(head)) + head + bytes(64))
    refused_cheaply(file)


def refused_cheaply(file):
    begin_time = time.monotonic()
    tracemalloc.start()
    try:
        with pytest.raises(ExperimentError, match=r"model\.safetensors: not a readable safetensors file"):
            Model.load(file)
        assert tracemalloc.get_traced_memory()[1] < 2**21
    finally:
        tracemalloc.stop()
    assert time.monotonic() - begin_time < 1


@pytest.mark.fault(46, 47)
def test_a_model_without_a_checksum_is_read_and_one_with_a_wrong_one_is_not(tmp_path):
    old = Path(__file__).parent / "stores" / "format-1-finished" / "model.safetensors"
    assert Model.load(old).features == 4
    Model.load(old).save(tmp_path / "new.safetensors")
    content = (tmp_path / "new.safetensors").read_bytes()
    assert Model.load(tmp_path / "new.safetensors").card == Model.load(old).card
    (tmp_path / "new.safetensors").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ExperimentError, match=r"new.safetensors: damaged \(its checksum is another\)"):
        Model.load(tmp_path / "new.safetensors")


def test_tensors_come_back_as_they_were_and_the_same_bytes_every_time(tmp_path):
    arrays = {
        "a/x": np.arange(6.0).reshape(2, 3),
        "b": np.array(3, np.int32),
        "a/": np.zeros((0, 4), np.float32),
    }
    first = write_tensors(tmp_path / "one", arrays, {"z": "1", "a": "\u00e9\n"})
    assert write_tensors(tmp_path / "two", arrays, {"a": "\u00e9\n", "z": "1"}) == first
    found, texts = read_with_metadata(tmp_path / "one")
    assert texts == {"a": "\u00e9\n", "z": "1"}
    assert {name: (array.dtype, array.tolist()) for name, array in found.items()} == {
        name: (array.dtype, array.tolist()) for name, array in arrays.items()
    }
    assert list(read_tensors(tmp_path / "one", "a/")) == ["", "x"]


@pytest.mark.fault(32, 40)
@pytest.mark.parametrize("copies", [8, pytest.param(150, marks=pytest.mark.long)])
def test_a_folder_copied_while_it_is_written_is_refused_or_a_state_of_its_past(room, here, copies):
    """Copied file by file, in either order, with nothing held still."""
    found = program("copying", copies, room / f"copying-{copies}")
    assert found.get("refused", 0) + found["earlier states"] == copies
    assert found["same end"] == copies
    assert found["earlier states"] > 0


@pytest.mark.long
def test_checking_ten_thousand_runs_takes_well_below_two_seconds(room):
    """0.6 s of a core for 200,000 epochs where it was written."""
    with contextlib.closing(Store.create(room / "large", samples.FACTS)) as store:
        for number in range(1, 101):
            runs = [f"{number:08x}{place:08x}" for place in range(100)]
            rows = [StoredRun(run, "report", {}, 0, 0, 0, "", None, None, None, None) for run in runs]
            store.plan("program", "vectorized", 2, 20, rows)
            store.commit_chunk(
                *(number, 20),
                epochs=[(run, epoch, 0.1 * epoch, 0.2, 0.3) for run in runs for epoch in range(1, 21)],
                ended=[("done", 20, 20, None, run) for run in runs],
                weights={f"{run}/w": np.zeros(2) for run in runs},
                checkpoint=None,
                seconds=1.0,
            )
    begun = time.process_time()
    Store.open(room / "large").close()
    assert time.process_time() - begun < 1.5
