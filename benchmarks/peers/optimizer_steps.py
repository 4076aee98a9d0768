"""Nanoseconds per parameter of every optimizer's step, by one library, with gradients as given.

The parameters are one matrix. Ours are split over as many runs as there are cores, as a population has them, in a
compiled loop of steps whose gradient changes from step to step, so that nothing of it is computed ahead; optax's step
is compiled, PyTorch's is called.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

STEPS, ROUNDS = 10, 5
SIZES = (10**5, 10**6, 2 * 10**7)
TORCH = {
    "sgd": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "adagrad": ("Adagrad", {}),
    "rmsprop": ("RMSprop", {}),
    "adadelta": ("Adadelta", {}),
    "adam": ("Adam", {}),
    "adamw": ("AdamW", {}),
    "amsgrad": ("Adam", {"amsgrad": True}),
    "nadam": ("NAdam", {}),
    "radam": ("RAdam", {}),
    "adamax": ("Adamax", {}),
    "rprop": ("Rprop", {}),
}
FUSED = ("SGD", "Adagrad", "Adam", "AdamW")
OPTAX = {
    "sgd": "sgd",
    "momentum": "sgd",
    "adagrad": "adagrad",
    "rmsprop": "rmsprop",
    "adadelta": "adadelta",
    "adam": "adam",
    "adamw": "adamw",
    "amsgrad": "amsgrad",
    "nadam": "nadam",
    "radam": "radam",
    "adamax": "adamax",
    "adabelief": "adabelief",
    "lion": "lion",
    "yogi": "yogi",
    "lamb": "lamb",
    "lars": "lars",
    "adafactor": "adafactor",
    "rprop": "rprop",
}


def best(call: Callable[[], Any], size: int, steps: int) -> float:
    """Nanoseconds per parameter and step: the best of some rounds, after one that is not timed."""
    call()
    seconds = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        call()
        seconds = min(seconds, time.perf_counter() - begin)
    return 1e9 * seconds / steps / size


def descentlab(name: str, size: int) -> float:
    """Our optimizer in the population's way: runs side by side, one compiled loop, states handed over."""
    from descentlab import catalogue
    from descentlab.training.population.devices import devices, jax, jnp, sharding
    from descentlab.training.structure import numbers, with_numbers
    from descentlab.training.update import optimize

    cores = devices()
    optimizer = catalogue.build("optimizers", name)
    side = round((size / cores) ** 0.5)
    random = np.random.default_rng(0)
    param, grad = (random.standard_normal((cores, side, side)).astype(np.float32) for _ in range(2))
    states = [optimizer.init(param[i]) for i in range(cores)]
    state = jax.tree.map(lambda *leaves: np.stack(leaves), *states)
    values = {path: np.full(cores, value, np.float32) for path, value in numbers(optimizer).items()}

    def run(moving: Any, values: Any, grad: Any, factors: Any) -> Any:
        own = with_numbers(optimizer, values)

        def step(carry: Any, now: Any) -> Any:
            t, factor = now
            grads = {"w": factor * grad}
            changes, after = optimize(own, {"w": carry[1]}, grads, {"w": carry[0]}, t, jax_branch)
            return (carry[0] + changes["w"], after["w"]), None

        return jax.lax.scan(step, moving, (jnp.arange(1.0, STEPS + 1), factors))[0]

    def jax_branch(condition: Any, function: Any, value: Any) -> Any:
        return jax.lax.cond(condition, function, lambda same: same, value)

    mesh = jax.make_mesh((cores,), ("cores",), axis_types=(sharding.AxisType.Auto,))
    spec = sharding.PartitionSpec("cores")
    over_runs = jax.vmap(run, in_axes=(0, 0, 0, None))
    specs = (spec, spec, spec, sharding.PartitionSpec())
    spread = jax.shard_map(over_runs, mesh=mesh, in_specs=specs, out_specs=spec, check_vma=False)
    place = sharding.NamedSharding(mesh, spec)
    moving, values, grad = (jax.device_put(tree, place) for tree in ((param, state), values, grad))
    factors = jax.device_put(np.ones(STEPS, np.float32), sharding.NamedSharding(mesh, specs[3]))
    program = jax.jit(spread, donate_argnums=0).lower(moving, values, grad, factors)
    program = program.compile(compiler_options={"xla_backend_optimization_level": 1})
    held = [moving]

    def call() -> None:
        held[0] = jax.block_until_ready(program(held[0], values, grad, factors))

    return best(call, cores * side * side, STEPS)


def optax(name: str, size: int) -> float:
    """optax's update, compiled, with states handed over, on all cores."""
    import jax
    import jax.numpy as jnp
    import optax as library

    options = {"momentum": 0.9} if name == "momentum" else {}
    transformation = getattr(library, OPTAX[name])(1e-3, **options)
    side = round(size**0.5)
    param, grad = jnp.ones((side, side)), jnp.full((side, side), 0.1)

    def step(param: Any, state: Any) -> Any:
        updates, state = transformation.update(grad, state, param)
        return library.apply_updates(param, updates), state

    compiled = jax.jit(step, donate_argnums=(0, 1))
    held = [(param, jax.tree.map(jnp.array, transformation.init(param)))]

    def call() -> None:
        for _ in range(STEPS):
            held[0] = compiled(*held[0])
        jax.block_until_ready(held[0])

    return best(call, side * side, STEPS)


def torch(name: str, size: int, form: str) -> float:
    """PyTorch's step, "fused" or "foreach", on all cores."""
    import torch as library

    kind, options = TORCH[name]
    side = round(size**0.5)
    param = library.nn.Parameter(library.randn(side, side))
    param.grad = library.randn(side, side)
    optimizer = getattr(library.optim, kind)([param], lr=1e-3, **{form: True}, **options)

    def call() -> None:
        for _ in range(STEPS):
            optimizer.step()

    return best(call, side * side, STEPS)


def bandwidth() -> float:
    """Bytes a second that all cores move while adding to an array another, which no cache holds."""
    import torch as library

    left, right = (library.ones(3 * 10**7) for _ in range(2))
    nanoseconds = best(lambda: left.add_(right), len(left), 1)
    return 12 / (nanoseconds * 1e-9)


def main(library: str) -> dict[str, dict[str, float]]:
    """Figures by optimizer and size."""
    from descentlab import catalogue

    found: dict[str, dict[str, float]] = {}
    for name in catalogue.ours("optimizers"):
        for size in sizes(name):
            if library == "descentlab":
                found.setdefault(name, {})[str(size)] = descentlab(name, size)
            elif library == "optax" and name in OPTAX:
                found.setdefault(name, {})[str(size)] = optax(name, size)
            elif name in TORCH and (library == "foreach" or (library == "fused" and TORCH[name][0] in FUSED)):
                found.setdefault(name, {})[str(size)] = torch(name, size, library)
    return found


def sizes(name: str) -> tuple[int, ...]:
    """Numbers of parameters to time; methods of matrix decompositions at the smallest only."""
    if name in ("shampoo", "soap"):
        return SIZES[:1]
    return SIZES if name in TORCH else SIZES[:2]


if __name__ == "__main__":
    asked = sys.argv[1]
    print(json.dumps({"bandwidth": bandwidth()} if asked == "bandwidth" else main(asked)))
