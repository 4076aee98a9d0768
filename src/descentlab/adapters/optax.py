"""Our optimizers and schedules for optax: a gradient transformation of any tree of JAX arrays.

    transformation = to_optax(Adam(learning_rate=1e-3), schedule=Cosine(decay_steps=1000))
    state = transformation.init(params)
    updates, state = transformation.update(grads, state, params)
    params = optax.apply_updates(params, updates)

It chains, is jitted, vmapped and sharded as optax's own are: its state is a tree of arrays of the parameters' shapes
and dtypes, and a count.
"""

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import Schedule
from descentlab.training.structure import with_numbers
from descentlab.training.update import optimize

# JAX's and optax's own types are partial; behind Any they leave the strict check to our code
jax: Any = import_module("jax")
jnp: Any = jax.numpy
optax: Any = import_module("optax")


class OptaxState(NamedTuple):
    """count: steps done, int32 of shape (). memory: by the parameter's path in its tree, the optimizer's state."""

    count: Array
    memory: dict[str, Any]


def to_optax(optimizer: Any, *, schedule: Schedule | None = None) -> Any:
    """An ``optax.GradientTransformation`` that makes the optimizer's steps.

    optimizer: one of ours, such as ``Adam(learning_rate=1e-3)``; or its class, which gives a function of its
    hyperparameters, as ``optax.inject_hyperparams`` wants one. schedule: of the learning rate, by the count of steps.

    ``update`` needs the parameters, as every optimizer may look at them; without them it raises ValueError.
    """
    if isinstance(optimizer, type):
        return _factory(optimizer, schedule)

    def init(params: Any) -> OptaxState:
        named, _ = _named(params)
        return OptaxState(
            jnp.zeros((), jnp.int32), {name: optimizer.init(param) for name, param in named.items()}
        )

    def update(grads: Any, state: OptaxState, params: Any = None) -> tuple[Any, OptaxState]:
        if params is None:
            raise ValueError("our optimizers look at the parameters: call update(grads, state, params)")
        named, tree = _named(params)
        given, _ = _named(grads)
        step = state.count.astype(jnp.float32)
        rate = optimizer.learning_rate if schedule is None else schedule.at(optimizer.learning_rate, step)
        at_rate = with_numbers(optimizer, {"learning_rate": rate})
        changes, memory = optimize(at_rate, state.memory, given, named, step + 1, _branch)
        kept = {name: _like(state.memory[name], one) for name, one in memory.items()}
        updates = [changes[name].astype(grad.dtype) for name, grad in given.items()]
        return jax.tree.unflatten(tree, updates), OptaxState(optax.safe_increment(state.count), kept)

    return optax.GradientTransformation(init, update)


def evaluation_weights(optimizer: Any, state: Any, params: Any) -> Any:
    """The parameters to use outside of training, of params' tree.

    They are params themselves but for optimizers that take gradients elsewhere (schedule-free ones). state: the
    transformation's, or that of a chain which holds one. Raises ValueError where none is in it.
    """
    if not hasattr(optimizer, "evaluation_weights"):
        return params
    found = [one for one in jax.tree.leaves(state, is_leaf=_is_ours) if _is_ours(one)]
    if len(found) != 1:
        raise ValueError(f"the state holds {len(found)} states of our optimizers, and one is needed")
    named, tree = _named(params)
    memory: Mapping[str, Any] = found[0].memory
    used = [optimizer.evaluation_weights(memory[name], param) for name, param in named.items()]
    return jax.tree.unflatten(tree, used)


def _factory(kind: Any, schedule: Schedule | None) -> Callable[..., Any]:
    """A function of an optimizer's hyperparameters, with their names and defaults in its signature."""

    def transformation(*numbers: Any, **more: Any) -> Any:
        return to_optax(kind(*numbers, **more), schedule=schedule)

    transformation.__signature__ = inspect.signature(kind)  # type: ignore[attr-defined]
    transformation.__name__ = kind.__name__
    return transformation


def _named(tree: Any) -> tuple[dict[str, Any], Any]:
    """A tree's arrays by path, and its structure."""
    leaves, structure = jax.tree_util.tree_flatten_with_path(tree)
    return {jax.tree_util.keystr(path): jnp.asarray(leaf) for path, leaf in leaves}, structure


def _like(before: Any, after: Any) -> Any:
    """A state in the dtypes that it had: low precisions do not grow from step to step."""

    def as_it_was(old: Array, new: Array) -> Array:
        return new.astype(old.dtype)

    return jax.tree.map(as_it_was, before, after)


def _branch(condition: Array, function: Callable[[Any], Any], value: Any) -> Any:
    """A branch that can be traced: only the side that is taken is computed."""

    def taken(one: Any) -> Any:
        return _like(value, function(one))

    def left(one: Any) -> Any:
        return one

    return jax.lax.cond(condition, taken, left, value)


def _is_ours(node: Any) -> bool:
    return isinstance(node, OptaxState)
