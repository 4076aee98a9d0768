"""Kills experiments at every kind of moment, goes on with them, and compares what comes of it, byte by byte."""

import contextlib
import json
import os
import random
import shutil
import signal
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from tests.torture.checks import FILE, Acknowledged, asked, damage, differences, faults, lost, waiting
from tests.torture.child import MOMENTS, Aim, Shared
from tests.torture.matrix import OWN, Member
from tests.torture.processes import Kill, forked, fresh, watch

_BEFORE = (
    "creation",
    "planning",
    "training",
    "compiling",
    "checkpoint",
    "transaction",
    "commit",
    "compaction",
    "start",
    "Ctrl-C",
)
_AMID = (
    "opening",
    "restoring",
    "planning",
    "training",
    "compaction",
    "weights",
    "checkpoint",
    "transaction",
    "commit",
    "tidying",
    "result",
    "model",
    "report",
    "random",
    "repair",
    "Ctrl-C",
)
_AFTER = ("start", "opening", "result", "model", "report", "Ctrl-C")
"""Where the next kill may fall: before there is a store, while there is something to train, and after that."""
_IN_MEMORY = ("training", "compaction", "restoring", "result")
"""Moments that write nothing: only time passes there."""
_ONCE = ("opening", "restoring", "repair", "compiling", "weights", "model", "report", "result")
_STEPS = {"commit": 1, "tidying": 1, "compiling": 0, "transaction": 14, "repair": 10}
"""How many steps into a moment a kill may fall; 6 where nothing is said."""


class Wish(NamedTuple):
    """How to torture. lanes: members at once. fault: to plant. moments: to aim at, where that is possible."""

    kills: int
    seed: int
    lanes: int
    fault: str | None
    moments: tuple[str, ...]


class Outcome(NamedTuple):
    """What came of a member. kills: by the moment in which the process was. epochs: acknowledged. wrong: in words."""

    name: str
    kills: dict[str, int]
    epochs: int
    lost: int
    folders: int
    equal: int
    wrong: list[str]
    seconds: float


_fallen: defaultdict[str, float] = defaultdict(float)
"""Kills of this process so far, by the moment aimed at and the moment hit."""


class Torture:
    """One member of the matrix: an experiment that nobody disturbs, and then one folder after the other."""

    def __init__(self, member: Member, scratch: Path, kills: int, wish: "Wish") -> None:
        self._member, self._scratch, self._quota = member, scratch, kills
        self._fault, self._moments = wish.fault, wish.moments
        self._random = random.Random(f"{wish.seed} {member.name}")
        self._kills: Counter[str] = Counter()
        self._lost = 0
        self._typical: dict[str, float] = {}
        self._whole_seconds = 1.0
        self._log = scratch / "log"

    def run(self) -> Outcome:
        """All of it. Ends at the first thing that is wrong."""
        begin = time.monotonic()
        self._scratch.mkdir(parents=True)
        os.environ["DESCENTLAB_CACHE"] = str(self._scratch / "cache")
        (self._scratch / "own.py").write_text(OWN)
        epochs = folders = equal = 0
        wrong: list[str] = []
        whole = self._scratch / "whole"
        with contextlib.suppress(_Wrong):
            if self._member.first:
                self._attempt(self._before, Kill(), Acknowledged(), Shared(), wrong)
            for _ in range(2 if self._quota > 10 else 1):  # the first one compiles, and so is slower
                shutil.rmtree(whole, ignore_errors=True)
                self._begin(whole)
                started = time.monotonic()
                shared, acknowledged = Shared(), Acknowledged()
                self._attempt(whole, Kill(), acknowledged, shared, wrong)
                self._check(whole, acknowledged, wrong)
                self._whole_seconds = time.monotonic() - started
            for name in MOMENTS:
                count, spent = shared.entries(name)
                self._typical[name] = max(spent, 1e-6) / count if count else 0.0
            self._typical |= dict.fromkeys(
                ("start", "opening", "restoring", "random", "repair", "Ctrl-C"), 0.02
            )
            self._typical["restoring"] = 0.003  # seconds
            self._typical["compiling"] = float(self._quota > 10)  # it takes long
            while not self._over:
                acknowledged = Acknowledged()
                folder = self._scratch / f"folder{folders}"
                folders += 1
                try:
                    self._folder(folder, acknowledged, wrong)
                finally:
                    epochs += len(acknowledged.epochs)
                wrong += differences(folder, whole)
                if wrong:
                    raise _Wrong
                equal += 1
                shutil.rmtree(folder)
        return Outcome(
            self._member.name,
            dict(self._kills),
            epochs,
            self._lost,
            folders,
            equal,
            wrong,
            time.monotonic() - begin,
        )

    @property
    def _over(self) -> bool:
        """Whether enough was killed; Ctrl-C is no kill."""
        return sum(self._kills.values()) - self._kills["Ctrl-C"] >= self._quota

    @property
    def _before(self) -> Path:
        return self._scratch / "before"

    def _begin(self, folder: Path) -> None:
        """Puts there what an extension starts from."""
        if self._member.first:
            shutil.copytree(self._before, folder)

    def _folder(self, folder: Path, acknowledged: Acknowledged, wrong: list[str]) -> None:
        """Kills and goes on until the experiment is finished."""
        self._begin(folder)
        state, damaged = _AMID if self._member.first else _BEFORE, False
        for _ in range(1000):
            kill = Kill() if self._over else self._next(state, damaged)
            if kill.aim is not None and kill.aim.moment == "repair" and not damaged:
                damaged = True
                acknowledged.clear()  # what is damaged may be lost: it is trained again
                damage(folder, self._random)
            shared = Shared()
            if self._attempt(folder, kill, acknowledged, shared, wrong, repair=damaged):
                self._check(folder, acknowledged, wrong)
                if self._is_asked(folder):
                    return
                damaged = False  # only what was there before the extension is whole again
                continue
            if damaged and not shared.entries("opening")[0]:
                continue  # the repair itself was killed
            self._check(folder, acknowledged, wrong)
            if (folder / FILE).exists():
                state = _AMID if waiting(folder) else _AFTER
        wrong.append("does not come to an end")
        raise _Wrong

    def _check(self, folder: Path, acknowledged: Acknowledged, wrong: list[str]) -> None:
        """Ends the torture where anything is wrong after a kill, or at the end."""
        if count := lost(folder, acknowledged):
            self._lost += count
            wrong.append(f"{count} acknowledged epochs are lost")
        wrong += faults(folder, acknowledged)
        if wrong:
            raise _Wrong

    def _next(self, state: tuple[str, ...], damaged: bool) -> Kill:
        """The next kill, rather where few fell so far."""
        known = [moment for moment in state if self._typical[moment]]
        if damaged or self._fault is not None:
            known = [moment for moment in known if moment not in ("repair", "Ctrl-C")]
        known = [moment for moment in known if moment in self._moments] or known
        (moment,) = self._random.choices(known, [1 / (1 + _fallen[moment]) ** 2 for moment in known])
        _fallen[moment] += 0.5  # the other half when a kill falls there in truth
        draw = self._random.random()
        if moment == "Ctrl-C":
            return Kill(seconds=0.2 + draw * self._whole_seconds, presses=self._random.randint(1, 3))
        if moment == "random" or self._member.fresh:
            return Kill(seconds=max(0.02, 0.9 * draw * self._whole_seconds))
        if moment == "start":
            return Kill(seconds=0.2 * draw * self._whole_seconds)
        if moment == "compiling":
            shutil.rmtree(self._scratch / "cache", ignore_errors=True)
        count = 1 if state == _BEFORE or moment in _ONCE else self._random.randint(1, 2)
        if moment in _IN_MEMORY:
            return Kill(Aim(moment, count, 0, max(0.0, 1.3 * draw - 0.3) * self._typical[moment]))
        steps = self._random.randint(0, _STEPS.get(moment, 6))
        return Kill(Aim(moment, count, steps, 0.0 if draw < 0.5 else 0.004 * (draw - 0.5)))

    def _attempt(
        self,
        folder: Path,
        kill: Kill,
        acknowledged: Acknowledged,
        shared: Shared,
        wrong: list[str],
        *,
        repair: bool = False,
    ) -> bool:
        """One process on the folder. Returns whether it ended by itself, well; False when it was killed."""
        member = self._member
        first = member.before if folder == self._before else member.begin
        begun = self._is_asked(folder) or repair
        words = (member.go_on if begun else first)(folder, self._scratch)
        words += ["--repair"] if repair else []
        child, pipe = (
            fresh(words, self._log)
            if member.fresh
            else forked(words, self._log, folder, kill.aim, shared, self._fault)
        )
        status = watch(child, pipe, kill, acknowledged, folder if member.fresh else None)
        said = self._said()
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            self._kills["fresh process" if member.fresh else shared.moment] += 1
            _fallen[shared.moment] += 0.5
            return False
        code = os.waitstatus_to_exitcode(status)
        if kill.presses and _stopped(code, said, member.fresh):
            self._kills["Ctrl-C"] += 1
            return False
        if code != 0 or "Warning" in said or "Traceback" in said:
            wrong.append(f"{' '.join(words[:2])} ended with {code}: {said}")
            raise _Wrong
        return True

    def _is_asked(self, folder: Path) -> bool:
        """Whether the folder itself knows what it is to become."""
        if not (folder / FILE).exists():
            return False
        return not self._member.first or asked(folder) != asked(self._before)

    def _said(self) -> str:
        text = self._log.read_text(errors="replace").strip()
        return " | ".join(text.splitlines()[-6:])


class _Wrong(Exception):  # noqa: N818
    """Something was found; what, stands in the list."""


def prepare() -> None:
    """Imports all that a command needs, without setting JAX up, and makes chunks and compactions small."""
    os.environ |= {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    os.environ.setdefault("JAX_NUM_CPU_DEVICES", "2")
    import plotly
    import scipy.stats

    import descentlab.cli.main
    import descentlab.cli.outcome
    import descentlab.cli.progress
    import descentlab.experiments.repair
    import descentlab.experiments.resume
    import descentlab.reports.page
    from descentlab import data
    from descentlab.experiments import compare, plan
    from descentlab.training.population import engine

    del plotly, scipy, descentlab, compare
    for name in ("iris", "wine"):
        data.load(name)
    plan.CHUNK_WORK = 0.0  # every epoch is a chunk
    engine._WORTH_COMPILING = 0.0  # a smaller rectangle is always worth it


def _stopped(code: int, said: str, fresh: bool) -> bool:
    """Whether a process ended as Ctrl-C ends one. A new process may be hit while Python itself starts or ends."""
    if fresh and (code == -signal.SIGINT or said.endswith("KeyboardInterrupt")):
        return True
    return code == 130 and "Traceback" not in said


def torture(members: list[Member], scratch: Path, wish: Wish) -> list[Outcome]:
    """So many kills in all, spread over the members."""
    prepare()
    shares = [wish.kills // len(members) + (i < wish.kills % len(members)) for i in range(len(members))]
    children: list[int] = []
    for lane in range(wish.lanes):
        child = os.fork()
        if child == 0:
            try:
                for i in range(lane, len(members), wish.lanes):
                    outcome = Torture(members[i], scratch / f"m{i}", shares[i], wish).run()
                    (scratch / f"m{i}.json").write_text(json.dumps(outcome._asdict()))
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    return [_outcome(scratch / f"m{i}.json", member) for i, member in enumerate(members)]


def _outcome(file: Path, member: Member) -> Outcome:
    if not file.exists():
        return Outcome(member.name, {}, 0, 0, 0, 0, ["the harness itself failed"], 0.0)
    told: dict[str, Any] = json.loads(file.read_text())
    return Outcome(**told)
