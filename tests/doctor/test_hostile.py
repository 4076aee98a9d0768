"""Foreign code that misbehaves: each kind gets one clear line, harms nothing, and the next answer is looked at."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from descentlab.doctor import pack
from descentlab.doctor.diagnosis import Diagnosis
from descentlab.doctor.worker import Worker

Ask = Callable[..., Diagnosis]
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "statistics_pack"
RIGHT = """
import numpy as np


def weighted_mean(values, weights):
    return np.average(values, axis=0, weights=weights)
"""
INSIDE = "def weighted_mean(values, weights):\n    {}\n"


def told(found: Diagnosis) -> str:
    assert found.status == "wrong"
    return f"{found.name}: {' '.join(found.message)}"


WHEN_IMPORTED = [
    ("while True: pass", "did not come to an end in 3 s"),
    ("import time; time.sleep(1000)", "did not come to an end in 3 s"),
    ("while True: print('x' * 100000)", "did not come to an end in 3 s"),
    ("exit()", "calls exit()"),
    ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ("import os; os._exit(0)", "ended the program"),
    ("import os; os._exit(7)", "ended the program"),
    ("import os; os.abort()", "Python crashed"),
    ("import ctypes; ctypes.string_at(0)", "Python crashed"),
    ("x = [0] * 10**9", "too much memory"),
    ("import numpay", "Is numpy meant?"),
    ("input()", "EOFError"),
    ("raise Exception('\\x1b[2J' * 1000)", "raises Exception"),
    ("class E(Exception):\n        def __str__(self): 1 / 0\n    raise E", "raises E"),
]
WHEN_CALLED = [*WHEN_IMPORTED, ("return weighted_mean(values, weights)", "RecursionError")]


@pytest.mark.parametrize(("code", "words"), WHEN_IMPORTED)
def test_what_happens_at_import_is_told_in_a_line(code: str, words: str, ask: Ask, hasty: Worker) -> None:
    text = f"if True:\n    {code}\ndef weighted_mean(values, weights):\n    return values\n"
    in_a_line(ask(text, hasty), words)
    assert ask(RIGHT, hasty).status == "right"  # the rest goes on


@pytest.mark.parametrize(("code", "words"), WHEN_CALLED)
def test_what_happens_in_a_call_is_told_in_a_line(code: str, words: str, ask: Ask, hasty: Worker) -> None:
    in_a_line(ask(INSIDE.format(code), hasty), words)
    assert ask(RIGHT, hasty).status == "right"


def in_a_line(found: Diagnosis, words: str) -> None:
    line = told(found)
    assert words in line
    assert len(line) < 600
    assert "\x1b" not in line


def test_calls_before_an_endless_one_are_known(ask: Ask, hasty: Worker) -> None:
    text = RIGHT.replace("    return", "    while len(values) == 7: pass\n    return")
    assert "in the call with 7 rows" in told(ask(text, hasty))


def test_a_huge_result_is_not_taken(ask: Ask, hasty: Worker) -> None:
    found = ask("import numpy as np\n" + INSIDE.format("return np.ones((3000, 3000))"), hasty)
    assert "too large" in told(found)
    found = ask(INSIDE.format("return iter(lambda: 0, 1)"), hasty)
    assert found.status == "wrong"


def test_a_full_disk_is_not_waited_for(ask: Ask, worker: Worker) -> None:
    fill = "n = 0\nwhile True:\n    open(f'{n}', 'wb').write(bytes(2**23))\n    n += 1\n"
    found = ask(fill + RIGHT, worker)
    assert "more than 128 MB" in told(found)


def test_a_thread_left_behind_holds_nothing_up(ask: Ask, worker: Worker) -> None:
    start = "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n"
    assert ask(start + RIGHT, worker).status == "right"


def test_a_library_torn_apart_stays_so_for_one_answer_only(ask: Ask) -> None:
    assert (
        ask(
            "import numpy\nnumpy.sum = numpy.average = None\n" + INSIDE.format("return numpy.sum(values)")
        ).status
        == "wrong"
    )
    assert ask(RIGHT).status == "right"


@pytest.mark.parametrize(
    "line",
    [
        '{"loaded": 1}',
        '{"loaded":[null,true,[],["X"],Infinity,false,false]}',
        '{"value": {"array": "AAAA", "dtype": "O", "shape": [1]}, "raised": null, "changed": [], "printed": false}',
        '{"value": {"array": "", "dtype": "<f8", "shape": [-1, 99999999999]}, "raised": 1, "changed": 2, "printed": 3}',
        "[" * 50_000,
        "nonsense",
    ],
)
def test_what_is_written_into_the_channel_harms_nothing(line: str, ask: Ask) -> None:
    write = f"os.write(f, {line!r}.encode() + bytes([10]))"
    forge = f"import os\nfor f in range(3, 64):\n    try: {write}\n    except OSError: pass\n"
    assert ask(forge + INSIDE.format("return values")).status == "wrong"
    assert ask(forge + "os._exit(0)\n" + INSIDE.format("return values")).status == "wrong"
    assert ask(RIGHT).status == "right"


def test_a_closed_channel_does_not_hide_an_endless_answer(ask: Ask, hasty: Worker) -> None:
    start = time.monotonic()
    assert ask("import os, time\nos.closerange(3, 200)\ntime.sleep(1000)\n" + RIGHT, hasty).status == "wrong"
    assert time.monotonic() - start < 30


def test_a_deep_folder_is_removed(ask: Ask) -> None:
    with Worker() as one:
        deep = "import os\nfor i in range(1500):\n    os.mkdir('d')\n    os.chdir('d')\n"
        assert ask(deep + RIGHT, one).status == "right"
        home = Path(one._home)
        assert not [entry for entry in home.iterdir() if entry.is_dir() and (entry / "d").exists()]
    assert not home.exists()


def test_a_warning_is_nothing_printed(ask: Ask) -> None:
    found = ask("import warnings\nwarnings.warn('old')\n" + RIGHT)
    assert not [advice for advice in found.advice if "prints" in advice]
    found = ask("print('hello')\n" + RIGHT)
    assert "it prints something when imported or called" in found.advice


class TestForbidden:
    """What the platform refuses. Each answer is right only if it was refused."""

    @pytest.fixture(autouse=True)
    def only_where_it_can(self, worker: Worker) -> None:
        exercise = pack.load(str(EXAMPLE))[0]
        in_force = worker.see(exercise, {exercise.file: RIGHT.encode()}).in_force
        if set(in_force) != {"files", "processes"}:
            pytest.skip("this system has no Landlock or no seccomp")

    def refused(self, ask: Ask, code: str) -> None:
        head = (
            f"import os, socket, subprocess\ndone = True\ntry:\n    {code}\nexcept OSError:\n    done = False\n"
        )
        assert ask(head + RIGHT + "\n\nif done:\n    weighted_mean = None\n").status == "right", code

    def test_writing_outside(self, ask: Ask, tmp_path: Path) -> None:
        for code in ("open({!r}, 'w')", "os.mkdir({!r})", "os.symlink('/', {!r})"):
            self.refused(ask, code.format(str(tmp_path / "new")))
        assert sorted(os.listdir(tmp_path)) == ["0-weighted_mean.py"]

    def test_changing_what_is_there(self, ask: Ask, tmp_path: Path) -> None:
        own = str(tmp_path / "0-weighted_mean.py")
        for code in (
            "open({!r}, 'a')",
            "os.remove({!r})",
            "os.truncate({!r}, 0)",
            "os.chmod({!r}, 0)",
            "os.utime({!r})",
        ):
            self.refused(ask, code.format(own))

    def test_the_network(self, ask: Ask) -> None:
        self.refused(ask, "socket.socket()")
        self.refused(ask, "socket.create_connection(('127.0.0.1', 9))")

    def test_other_programs(self, ask: Ask) -> None:
        self.refused(ask, "subprocess.run(['true'])")
        self.refused(ask, "os.fork()")

    def test_signals(self, ask: Ask) -> None:
        self.refused(ask, "os.kill(os.getppid(), 9)")
        self.refused(ask, "import fcntl; fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, os.getppid())")
        self.refused(ask, "import fcntl; fcntl.fcntl(os.pipe()[0], 10, 9)")

    def test_others_limits(self, ask: Ask) -> None:
        self.refused(ask, "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (1, 1))")
        self.refused(ask, "os.sched_setaffinity(os.getppid(), {0})")
        self.refused(ask, "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)")

    def test_what_would_outlive_it(self, ask: Ask) -> None:
        head = "import ctypes; c = ctypes.CDLL(None, use_errno=True)"
        for function in ("shmget(0, 4096, 0o1600)", "msgget(0, 0o1600)", "semget(0, 1, 0o1600)"):
            raised = (
                f"{head}; x = c.{function}; e = ctypes.get_errno()\n    if (x, e) == (-1, 1): raise OSError"
            )
            self.refused(ask, raised)

    def test_its_own_folder_is_its_own(self, ask: Ask) -> None:
        write = "open('notes.txt', 'w').write('x')\nassert open('notes.txt').read() == 'x'\n"
        assert ask(write + RIGHT).status == "right"


def test_the_environment_tells_no_secrets(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    with Worker() as fresh:
        assert ask("import os\nassert 'SECRET_TOKEN' not in os.environ\n" + RIGHT, fresh).status == "right"


def test_a_nursery_that_is_gone_is_started_again(ask: Ask) -> None:
    with Worker() as one:
        assert ask(RIGHT, one).status == "right"
        one._nurseries[False].kill()
        one._nurseries[False].wait()
        assert ask(RIGHT, one).status == "right"
