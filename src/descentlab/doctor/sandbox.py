"""Limits for foreign code: what a process may use, write, start and reach, set by itself before the code runs.

- memory, processor time, file sizes: ``setrlimit``;
- files: Landlock lets it write in one folder only (Linux 5.13 and later), and keeps its signals from others (6.12);
- processes, programs, signals, limits, owners of files and the network: a seccomp filter refuses fork, exec, kill,
  chmod, setrlimit, socket and their like (Linux on x86-64 and ARM64).

Where the platform has no such means they are left out; ``confine`` says which are in force.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class _Machine(NamedTuple):
    """A processor's numbers for the kernel's calls. audit: its own number. refused: calls that are refused always."""

    audit: int
    clone: int
    fcntl: int
    ioctl: int
    prlimit64: int
    refused: tuple[int, ...]


_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        clone=56,
        fcntl=72,
        ioctl=16,
        prlimit64=302,
        refused=(
            *(41, 53, 57, 58, 59, 322),  # socket, socketpair, fork, vfork, execve, execveat
            *(
                101,
                310,
                311,
                425,
                434,
            ),  # ptrace, process_vm_readv, process_vm_writev, io_uring_setup, pidfd_open
            *(
                62,
                200,
                234,
                129,
                297,
                424,
            ),  # kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal
            *(
                90,
                91,
                268,
                452,
                92,
                93,
                94,
                260,
            ),  # chmod, fchmod, fchmodat, fchmodat2, chown, fchown, lchown, fchownat
            *(280, 188, 189),  # utimensat, setxattr, lsetxattr
            *(29, 64, 68, 240, 248, 250, 319),  # shmget, semget, msgget, mq_open, add_key, keyctl, memfd_create
            *(
                160,
                141,
                144,
                142,
                203,
            ),  # setrlimit, setpriority, sched_setscheduler, sched_setparam, sched_setaffinity
        ),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        clone=220,
        fcntl=25,
        ioctl=29,
        prlimit64=261,
        refused=(
            *(198, 199, 221, 281),  # socket, socketpair, execve, execveat
            *(
                117,
                270,
                271,
                425,
                434,
            ),  # ptrace, process_vm_readv, process_vm_writev, io_uring_setup, pidfd_open
            *(
                129,
                130,
                131,
                138,
                240,
                424,
            ),  # kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal
            *(52, 53, 452, 55, 54),  # fchmod, fchmodat, fchmodat2, fchown, fchownat
            *(88, 5, 6),  # utimensat, setxattr, lsetxattr
            *(
                194,
                190,
                186,
                180,
                217,
                219,
                279,
            ),  # shmget, semget, msgget, mq_open, add_key, keyctl, memfd_create
            *(
                164,
                140,
                119,
                118,
                122,
            ),  # setrlimit, setpriority, sched_setscheduler, sched_setparam, sched_setaffinity
        ),
    ),
}
_CLONE3 = 435
_CLONE_THREAD = 0x10000
_X32 = 0x40000000
_SET_OWNER = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: signals by way of a file
_SET_GROUP = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION = 1
_WRITING = 0b1_1111_1111_0010  # write, remove, make; by Landlock's first version
_WRITE_FILE, _REFER, _TRUNCATE = 1 << 1, 1 << 13, 1 << 14
_NO_FOREIGN_SIGNALS = 0b11  # nor abstract sockets
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER, _DIES_WITH_PARENT = 38, 22, 2, 1

Step = tuple[int, int, int, int]
"""An instruction of a seccomp filter: what to do, steps to skip if so and if not, a number."""
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _GIVE = 0x20, 0x15, 0x35, 0x45, 0x06
_NO_PERMISSION: Step = (_GIVE, 0, 0, 0x50000 | 1)
_NO_SUCH_CALL: Step = (_GIVE, 0, 0, 0x50000 | 38)
_ALLOWED: Step = (_GIVE, 0, 0, 0x7FFF0000)
_NUMBER: Step = (_LOAD, 0, 0, 0)


def confine(folder: Path, memory: int, seconds: float) -> list[str]:
    """Limits this process for good. Returns which of "files", "processes" are in force beside the limits of use.

    folder: the one where it may write. memory: bytes beyond those in use now. seconds: of processor time.
    """
    in_use = _address_space()
    if in_use:
        resource.setrlimit(resource.RLIMIT_AS, (in_use + memory, in_use + memory))
    whole = (int(seconds) + 2) * (os.cpu_count() or 1)  # all threads count; the clock is watched from outside
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**24, 2**24))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    if sys.platform != "linux":
        return []
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    library.prctl(_DIES_WITH_PARENT, int(signal.SIGKILL), 0, 0, 0)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return []
    kept = ["files"] if _write_only_in(library, folder) else []
    return [*kept, "processes"] if _alone(library) else kept


def _address_space() -> int:
    """Bytes of this process's address space; 0 where the platform does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _write_only_in(library: ctypes.CDLL, folder: Path) -> bool:
    version = library.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return False
    handled = _WRITING | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    scoped = _NO_FOREIGN_SIGNALS if version >= 6 else 0
    wanted = struct.pack("=QQQ", handled, 0, scoped) if version >= 6 else struct.pack("=Q", handled)
    rules = library.syscall(_LANDLOCK_CREATE, wanted, len(wanted), 0)
    if rules < 0:
        return False
    for place, allowed in ((folder, handled), (Path(os.devnull), handled & (_WRITE_FILE | _TRUNCATE))):
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
        library.syscall(_LANDLOCK_ADD, rules, 1, struct.pack("=Qi", allowed, opened), 0)
        os.close(opened)
    done = library.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0
    os.close(rules)
    return done


def _alone(library: ctypes.CDLL) -> bool:
    """Refuses new processes, other programs, signals and sockets; threads go on working."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    steps = _steps(machine)
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    return library.prctl(_SECCOMP, _FILTER, ctypes.c_void_p(ctypes.addressof(program)), 0, 0) == 0


def _steps(machine: _Machine) -> list[Step]:
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine.audit), _NO_PERMISSION]
    steps += [_NUMBER, (_AT_LEAST, 0, 1, _X32), _NO_PERMISSION]
    for call in machine.refused:
        steps += [(_EQUAL, 0, 1, call), _NO_PERMISSION]
    steps += [(_EQUAL, 0, 1, _CLONE3), _NO_SUCH_CALL]  # the library then takes clone
    steps += _when(machine.clone, 0, [(_ANY_BIT, 1, 0, _CLONE_THREAD), _NO_PERMISSION])
    for call, commands in ((machine.fcntl, _SET_OWNER), (machine.ioctl, _SET_GROUP)):
        steps += _when(call, 1, [step for one in commands for step in ((_EQUAL, 0, 1, one), _NO_PERMISSION)])
    steps += _when(machine.prlimit64, 2, [(_EQUAL, 1, 0, 0), _NO_PERMISSION])  # reading limits is allowed
    return [*steps, _ALLOWED]


def _when(call: int, argument: int, steps: Sequence[Step]) -> list[Step]:
    """Steps for one call, that look at an argument's lower half."""
    block: list[Step] = [(_LOAD, 0, 0, 16 + 8 * argument), *steps, _NUMBER]
    return [(_EQUAL, 0, len(block), call), *block]
