"""Small stores made without training, what an answer is, and processes that are killed while they write.

Run as a program it forks: ``python store_samples.py SCENARIO FOLDER ...`` imports nothing that dislikes that.
"""

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from descentlab.errors import ExperimentError
from descentlab.experiments.repair import repair
from descentlab.experiments.store import FILE, Store, StoredRun
from descentlab.experiments.tensors import write_tensors

FACTS = {"config": {"recipes": ["a" * 900], "seeds": 2}, "data": {"name": "made up"}, "environment": {}}
LAST = 6


def names(population, runs=8):
    return [f"{population:02d}{place:02d}" + "0123456789ab" for place in range(runs)]


def begin(folder, *, populations=3, to=LAST, runs=8):
    """A store whose populations are all trained but the last, which stands before the chunk that ends at ``to``."""
    with contextlib.closing(Store.create(folder, FACTS)) as store:
        for number in range(1, populations + 1):
            plan(store, number, runs)
            for epoch in range(2, LAST + 1 if number < populations else to, 2):
                chunk(store, number, epoch, runs)
    return folder


def plan(store, number, runs=8):
    rows = [
        StoredRun(name, "report", {"seed": "x" * 500}, place, 0, place, "waiting", None, None, None, None)
        for place, name in enumerate(names(number, runs))
    ]
    assert store.plan("program", "vectorized", 2, 2, rows) == number


def chunk(store, number, epoch, runs=8):
    """Two epochs of every run; all end in the last chunk, and the second run has diverged in the first."""
    rng = np.random.default_rng([number, epoch])
    left = [name for place, name in enumerate(names(number, runs)) if place != 1 or epoch == 2]
    losses = {name: rng.random(3) for name in names(number, runs)}
    ended = [("done", LAST, LAST, {"test": [0.5, 1.0]}, name) for name in left if epoch == LAST]
    ended += [("diverged", 7, 0, None, names(number, runs)[1])] if epoch == 2 else []
    store.commit_chunk(
        number,
        epoch,
        epochs=[
            (name, one, *(float(loss) + one for loss in losses[name]))
            for name in left
            for one in (epoch - 1, epoch)
            if epoch > 2 or name != names(number, runs)[1]
        ],
        ended=ended,
        weights={f"{name}/kernel": rng.random((4, 5)) for name in left} if epoch == LAST else {},
        checkpoint=None if epoch == LAST else {"carry": rng.random(50)},
        seconds=0.5,
    )


def finish(store, number=3, runs=8):
    """Goes on to the end from wherever a kill has left it, as training does."""
    done = {one.id: one.epoch for one in store.populations()}
    if number not in done:
        plan(store, number, runs)
    for epoch in range(done.get(number, 0) + 2, LAST + 1, 2):
        chunk(store, number, epoch, runs)


def answers(folder):
    """All that a store says, weights and checkpoints included. Raises ExperimentError."""
    with contextlib.closing(Store.open(folder)) as store:
        runs, populations = store.runs(), store.populations()
        return {
            "facts": {name: store.fact(name) for name in ("config", "data", "environment", "seconds", "model")},
            "runs": runs,
            "populations": populations,
            "curves": [store.curves(run.id) for run in runs],
            "kept": store.kept_epochs(),
            "weights": [plain(store.weights(run)) for run in runs if run.weights],
            "checkpoints": [plain(store.checkpoint(one)) for one in populations if one.checkpoint],
        }


def plain(arrays):
    return {name: (array.dtype.str, array.shape, array.tobytes()) for name, array in arrays.items()}


def end_state(folder):
    """What must be byte-equal in the end: all rows but those that tell of time, and all files."""
    found = answers(folder)
    files = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.safetensors")}
    hidden = [file.name for file in folder.rglob(".*")] + [file.name for file in folder.glob("*.new")]
    return found["runs"], found["curves"], found["kept"], files, hidden


def limited(limit, work, *, kill):
    """Does the work in a forked child that no file lets write past the limit; returns its exit code and its message.

    kill: the kernel kills it in the middle of that very write. Otherwise the write fails, as on a full disk.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL if kill else signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            work()
            code = 0
        except ExperimentError as error:
            os.write(writer, str(error).encode("utf-8", "surrogateescape"))
            code = 2
        except BaseException as error:
            os.write(writer, repr(error).encode())
        finally:
            os._exit(code)
    os.close(writer)
    with open(reader, "rb") as stream:
        message = stream.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), message


@contextlib.contextmanager
def scratch():
    """A folder in memory where there is one: these tests wait for the disk thousands of times."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="descentlab-test-", dir=memory) as folder:
        yield Path(folder)


def program(*arguments, **options):
    """Runs this file as a program and returns what it printed, as JSON."""
    command = [sys.executable, __file__, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def last_chunk(folder):
    """The chunk in which the last population ends; nothing where it has ended."""
    with contextlib.closing(Store.open(folder, write=True)) as store:
        finish(store)


def everything(folder, populations=3):
    """An experiment from its creation to its end, going on from what is there."""
    there = (folder / FILE).exists()
    assert there or Store.is_vacant(folder)
    with contextlib.closing(Store.open(folder, write=True) if there else Store.create(folder, FACTS)) as store:
        for number in range(1, populations + 1):
            finish(store, number)
        store.set_fact("model", "one")
    write_tensors(folder / "model.safetensors", {"w": np.arange(900.0)}, {"kind": "test"})


def migration(folder):
    """Opening for writing, which brings an older store up to date."""
    Store.open(folder, write=True).close()


def mending(folder):
    """A repair, and then all that it has lost."""
    repair(folder)
    everything(folder)


WORK = {work.__name__: work for work in (last_chunk, everything, migration, mending)}


def scenario(folder, limits, *, kill, work):
    """For every limit: a copy of the folder, the work under the limit, then without. Returns what was seen.

    states: whether answers were then as before the work, as after it, or in between (of several transactions).
    """
    base, here, whole = folder / "base", folder / "here", folder / "whole"
    before = answers_or_none(base)
    shutil.copytree(base, whole)
    work(whole)
    after, end = answers(whole), end_state(whole)
    seen = Counter()
    messages = []
    for limit in limits:
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(base, here)
        code, message = limited(limit, lambda: work(here), kill=kill)
        messages += [message] if message else []
        seen[f"code {code}"] += 1
        seen["hot journals"] += (here / f"{FILE}-journal").exists()
        found = answers_or_none(here)
        seen["before" if found == before else "after" if found == after else "between"] += 1
        work(here)
        seen["same end" if end_state(here) == end else "another end"] += 1
    return {"seen": seen, "messages": messages}


def answers_or_none(folder):
    """None where there is no database, or a damaged one."""
    try:
        return answers(folder)
    except ExperimentError:
        return None


def kill_once(limit, folder):
    """Kills a commit in the middle, and returns how the process ended."""
    return limited(limit, lambda: last_chunk(folder), kill=True)[0]


def copying(copies, folder, populations=16):
    """Copies a folder file by file while another process trains in it. Returns what the copies were."""
    live = folder / "live"
    live.mkdir(parents=True)
    trainer = os.fork()
    if trainer == 0:
        everything(live, populations)
        os._exit(0)
    rng = random.Random(copies)
    for number in range(copies):
        time.sleep(rng.random() * 0.8 / copies)
        copy_unguarded(live, folder / str(number), rng)
    assert os.waitpid(trainer, 0)[1] == 0
    last, end = answers(live), end_state(live)
    curves = {run.id: curve for run, curve in zip(last["runs"], last["curves"], strict=True)}
    seen = Counter(copies=copies)
    for number in range(copies):
        copy = folder / str(number)
        try:
            found = answers(copy)
        except ExperimentError:
            seen["refused"] += 1
        else:
            earlier = all(
                curve == curves[run.id][: len(curve)] and (run.status == "waiting" or run in last["runs"])
                for run, curve in zip(found["runs"], found["curves"], strict=True)
            )
            seen["earlier states" if earlier else "other states"] += 1
        with contextlib.suppress(ExperimentError):  # not even the database is there
            repair(copy)
        if not (copy / FILE).exists():
            shutil.rmtree(copy)
        everything(copy, populations)
        for file in copy.glob("*.damaged*"):
            file.unlink()
        seen["same end" if end_state(copy) == end else "another end"] += 1
        shutil.rmtree(copy)
    return seen


def copy_unguarded(source, target, rng):
    """As a file manager does: one file after the other, in whatever order, those that are there by then."""
    files = [file for file in source.rglob("*") if file.is_file()]
    rng.shuffle(files)
    for file in files:
        with contextlib.suppress(FileNotFoundError):
            (target / file.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target / file.relative_to(source))


if __name__ == "__main__":
    name, *given = sys.argv[1:]
    if name == "copying":
        found = copying(int(given[0]), Path(given[1]))
    elif name == "kill_once":
        found = kill_once(int(given[0]), Path(given[1]))
    else:
        found = scenario(Path(given[1]), map(int, given[2:]), kill=given[0] == "kill", work=WORK[name])
    print(json.dumps(found))
