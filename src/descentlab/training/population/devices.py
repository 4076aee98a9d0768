"""How JAX is set up for populations: one device for each processor core, and a cache of compiled programs."""

import contextlib
import os
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import Any

import jax as _jax
import jax.numpy as _jnp
import jax.sharding as _sharding
import numpy as np

from descentlab.cores import usable_cores
from descentlab.errors import SettingError

# JAX's own types are partial; behind Any they leave the strict check to our code
jax: Any = _jax
jnp: Any = _jnp
sharding: Any = _sharding

_CACHE_BYTES = 512 * 2**20


def cache_folder() -> Path:
    """Where compiled programs and measured choices are kept: DESCENTLAB_CACHE, or the user's cache folder.

    A user without a home has none: the folder named then cannot be made, and nothing is kept.
    """
    if chosen := os.environ.get("DESCENTLAB_CACHE"):
        return Path(chosen)
    if chosen := os.environ.get("XDG_CACHE_HOME"):
        return Path(chosen) / "descentlab"
    try:
        return Path.home() / ".cache" / "descentlab"
    except RuntimeError:
        return Path(os.devnull) / "descentlab"


@cache
def devices() -> int:
    """How many devices there are to spread a population over; the first call sets JAX up.

    A CPU shows as one device for each core this process may use, since XLA runs a small program on one core.
    Where JAX is already running, or JAX_NUM_CPU_DEVICES is set, its devices are taken as they are. Raises
    SettingError where JAX does not start.
    """
    if "JAX_NUM_CPU_DEVICES" not in os.environ:
        with contextlib.suppress(RuntimeError):  # already running: too late to divide the processor
            jax.config.update("jax_num_cpu_devices", usable_cores())
    with contextlib.suppress(OSError):  # a read-only home: programs are compiled at every start
        folder = cache_folder() / "programs"
        folder.mkdir(parents=True, exist_ok=True)
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_compilation_cache_max_size", _CACHE_BYTES)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    try:
        return len(jax.devices())
    except RuntimeError as error:
        raise SettingError(f"JAX does not start: {str(error).splitlines()[0]}") from error


def forget_programs() -> None:
    """Removes all compiled programs from the cache: JAX would neither use nor replace an entry that is not whole."""
    for entry in (cache_folder() / "programs").glob("*-cache"):
        with contextlib.suppress(OSError):
            entry.unlink()


def platform_name() -> str:
    """What the devices are: "cpu", or the name of an accelerator."""
    devices()
    return str(jax.devices()[0].device_kind)


@contextlib.contextmanager
def precision(dtype: Any) -> Generator[None]:
    """Lets JAX compute in float64 where that is the dtype, and in 32 bits otherwise."""
    devices()
    with jax.enable_x64(np.dtype(dtype) == np.float64):
        yield
