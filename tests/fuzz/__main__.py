"""``python -m tests.fuzz``: inputs for every reader, or for one, until the seconds or the inputs are over.

    python -m tests.fuzz --seconds 60                          all targets, a minute together
    python -m tests.fuzz --target csv --inputs 1000000         one target, random changes of valid files
    python -m tests.fuzz --target csv --inputs 1000000 --atheris   guided by coverage (pip install atheris)

Prints inputs, inputs a second, accepted, refused and faults; the bytes of each kind of fault are kept in a folder.
Exit code 1 when there was a fault.
"""

import argparse
import hashlib
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from random import Random

for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "ARROW_NUM_THREADS", "OMP_THREAD_LIMIT"):
    os.environ.setdefault(_threads, "1")

_ADDRESSES = 6 * 2**30  # bytes of addresses beyond what imports took: more is refused by the system


class Tally:
    """What came of the inputs of one target. Faults are told apart by kind and place."""

    def __init__(self, target: str, folder: Path) -> None:
        self.target, self.folder = target, folder
        self.inputs = self.accepted = self.refused = self.faults = 0
        self.kinds: dict[str, Path] = {}
        self.begin = time.monotonic()

    def judged(self, judge, data: bytes) -> None:
        """One input."""
        from .judge import Fault

        self.inputs += 1
        try:
            refusal = judge(data)
        except Fault as fault:
            self.faults += 1
            self._keep(fault, data)
            return
        self.accepted += refusal is None
        self.refused += refusal is not None

    def _keep(self, fault: Exception, data: bytes) -> None:
        trace = fault.__cause__.__traceback__ if fault.__cause__ else None
        place = str(fault)[:60]
        while trace is not None:
            if "descentlab" in trace.tb_frame.f_code.co_filename:
                place = (
                    f"{type(fault.__cause__).__name__} {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
                )
            trace = trace.tb_next
        if place in self.kinds or len(self.kinds) >= 100:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{self.target}-{hashlib.sha256(data).hexdigest()[:12]}"
        file.write_bytes(data)
        self.kinds[place] = file
        print(f"{self.target}: FAULT at {place}: {fault}; bytes kept in {file}", flush=True)

    def __str__(self) -> str:
        rate = self.inputs / max(time.monotonic() - self.begin, 1e-9)
        return (
            f"{self.target}: {self.inputs:,} inputs, {rate:,.0f} a second, {self.accepted:,} accepted, "
            f"{self.refused:,} refused, {self.faults:,} faults of {len(self.kinds)} kinds"
        )


def fuzz(name: str, folder: Path, *, inputs: float, seconds: float, seed: int = 0) -> Tally:
    """Random changes of valid files for one target."""
    from .judge import Judge
    from .mutation import mutate
    from .targets import TARGETS

    target, random = TARGETS[name], Random(f"{name} {seed}")
    with _workplace() as workplace, Judge(target, workplace) as judge:
        tally = Tally(name, folder)
        for data in target.seeds:
            tally.judged(judge, data)
        _limit()
        told = tally.begin = time.monotonic()
        while tally.inputs < inputs and time.monotonic() - tally.begin < seconds:
            tally.judged(judge, mutate(random, target, target.seeds))
            if tally.inputs % 1000 == 0 and time.monotonic() - told > 60:
                told = time.monotonic()
                print(f"{tally}, slowest {judge.slowest:.2f} s", flush=True)
    return tally


def guided(name: str, folder: Path, inputs: int) -> None:
    """Atheris looks for inputs that reach new lines of the package. Does not return."""
    import atheris  # pyright: ignore[reportMissingImports]

    from .judge import Judge
    from .mutation import change, mutate
    from .targets import TARGETS

    target = TARGETS[name]
    with _workplace() as workplace, Judge(target, workplace) as judge:
        with atheris.instrument_imports(include=["descentlab"]):
            judge(target.seeds[0])
        corpus = workplace.parent / "corpus"
        corpus.mkdir()
        for number, data in enumerate(target.seeds):
            (corpus / str(number)).write_bytes(data)
        tally, random = Tally(name, folder), Random(0)

        def one(data: bytes) -> None:
            tally.judged(judge, data)
            if tally.inputs % 10_000 == 0 or tally.inputs == inputs:
                print(f"{tally} (guided), slowest {judge.slowest:.2f} s", flush=True)
            if tally.inputs == inputs:  # Atheris would end the process without a word to this one
                shutil.rmtree(workplace.parent)
                os._exit(1 if tally.faults else 0)

        def other(data: bytes, most: int, seed: int) -> bytes:
            random.seed(seed)
            if random.random() < 0.5:
                return atheris.Mutate(data, most)
            if random.random() < 0.5:
                return mutate(random, target, [data])[:most]
            changed = bytearray(data)
            change(random, changed, target.tokens, target.seeds)
            return bytes(changed[:most])

        _limit()
        options = [f"-runs={inputs}", "-max_len=32768", "-verbosity=0", "-rss_limit_mb=8192", str(corpus)]
        atheris.Setup([sys.argv[0], *options], one, custom_mutator=other)
        atheris.Fuzz()


def _workplace() -> tempfile.TemporaryDirectory:
    memory = Path("/dev/shm")
    return _Folder(prefix="fuzz-", dir=memory if os.access(memory, os.W_OK) else None)


class _Folder(tempfile.TemporaryDirectory):
    def __enter__(self) -> Path:  # pyright: ignore[reportIncompatibleMethodOverride]
        path = Path(super().__enter__()) / "files"
        path.mkdir()
        os.chdir(path)  # what is written without a folder's name is seen
        return path


def _limit() -> None:
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + _ADDRESSES, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main() -> int:
    """Reads the command line."""
    from .targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--target", choices=TARGETS, help="one reader; all by default")
    parser.add_argument(
        "--seconds",
        type=float,
        default=float("inf"),
        help="for all targets together, without what seeds take to make",
    )
    parser.add_argument("--inputs", type=int, default=None, help="for each target")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--atheris", action="store_true", help="guided by coverage; with --target and --inputs")
    parser.add_argument(
        "--faults", type=Path, default=Path("fuzz-faults"), help="the folder for bytes of faults"
    )
    asked = parser.parse_args()
    if asked.inputs is None and asked.seconds == float("inf"):
        asked.seconds = 60.0
    faults = asked.faults.absolute()
    if asked.atheris:
        guided(asked.target, faults, asked.inputs or 100_000)
    names = [asked.target] if asked.target else list(TARGETS)
    share = asked.seconds / len(names)
    failed = False
    for name in names:
        tally = fuzz(name, faults, inputs=asked.inputs or float("inf"), seconds=share, seed=asked.seed)
        print(tally, flush=True)
        failed |= tally.faults > 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
