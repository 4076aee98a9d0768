"""Limits for foreign code: what a process may use, write, start and reach, set by itself before the code runs.

- memory, processor time, file sizes: ``setrlimit``;
- files: Landlock lets it write in one folder only (Linux 5.13 and later);
- processes, programs, signals, owners of files and the network: a seccomp filter refuses fork, exec, kill, chmod,
  socket and their like (Linux on x86-64 and ARM64).

Where the platform has no such means they are left out; ``confine`` says which are in force.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_MACHINES = {  # by processor: the kernel's name for it, its number of clone, and those of the calls that are refused
    "x86_64": (
        0xC000003E,
        56,
        (
            *(41, 57, 58, 59, 322, 101),  # socket, fork, vfork, execve, execveat, ptrace
            *(62, 200, 234, 424, 425),  # kill, tkill, tgkill, pidfd_send_signal, io_uring_setup
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
        ),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        (
            *(198, 221, 281, 117),  # socket, execve, execveat, ptrace
            *(129, 130, 131, 424, 425),  # kill, tkill, tgkill, pidfd_send_signal, io_uring_setup
            *(
                52,
                53,
                452,
                55,
                54,
                88,
                5,
                6,
            ),  # fchmod, fchmodat, fchmodat2, fchown, fchownat, utimensat, setxattr, lsetxattr
        ),
    ),
}
_CLONE3 = 435
_CLONE_THREAD = 0x10000
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION = 1
_WRITING = 0b1_1111_1111_0010  # write, remove, make; by Landlock's first version
_WRITE_FILE, _REFER, _TRUNCATE = 1 << 1, 1 << 13, 1 << 14
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER, _DIES_WITH_PARENT = 38, 22, 2, 1


def confine(folder: Path, memory: int, seconds: float) -> list[str]:
    """Limits this process for good. Returns which of "files", "processes" are in force beside the limits of use.

    folder: the one where it may write. memory: bytes beyond those in use now. seconds: of processor time.
    """
    in_use = _address_space()
    if in_use:
        resource.setrlimit(resource.RLIMIT_AS, (in_use + memory, in_use + memory))
    whole = int(seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**24, 2**24))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
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
    wanted = struct.pack("=Q", handled)
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
    """Refuses new processes, other programs and sockets; threads go on working."""
    known = _MACHINES.get(platform.machine())
    if known is None:
        return False
    machine, clone, refused = known
    no_permission, no_such_call = 0x50000 | 1, 0x50000 | 38
    load, equal, both, give = (
        0x20,
        0x15,
        0x45,
        0x06,
    )  # load a word; jump if equal; jump if any bit is set; return
    steps = [(load, 0, 0, 4), (equal, 1, 0, machine), (give, 0, 0, no_permission), (load, 0, 0, 0)]
    for call in refused:
        steps += [(equal, 0, 1, call), (give, 0, 0, no_permission)]
    steps += [(equal, 0, 1, _CLONE3), (give, 0, 0, no_such_call)]  # the library then takes clone
    steps += [(equal, 0, 3, clone), (load, 0, 0, 16), (both, 1, 0, _CLONE_THREAD), (give, 0, 0, no_permission)]
    steps += [(give, 0, 0, 0x7FFF0000)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    return library.prctl(_SECCOMP, _FILTER, ctypes.c_void_p(ctypes.addressof(program)), 0, 0) == 0
