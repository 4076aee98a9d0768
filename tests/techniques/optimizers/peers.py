"""The same descent by other libraries: the places visited, one row for each step.

The gradient depends on where the descent stands, so that an error once made is carried along.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

from descentlab.training.update import optimize

STEPS = 20
START = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -0.25]])
_PULLS = np.random.default_rng(3).normal(size=(STEPS, *START.shape))
_CURVATURE = np.array([[0.5, 1.0, 2.0], [0.25, 0.125, 1.5]])


def gradient(k: int, param: np.ndarray) -> np.ndarray:
    """The gradient at step k of a bowl whose middle moves about."""
    return _CURVATURE * param + _PULLS[k]


def step(optimizer: Any, state: Any, grad: Any, param: Any, t: Any) -> tuple[Any, Any]:
    """A step as training makes it, where there is no parameter but this one."""
    changes, states = optimize(optimizer, {"only": state}, {"only": grad}, {"only": param}, t)
    return changes["only"], states["only"]


def ours(technique: Callable[[int], Any]) -> np.ndarray:
    """technique: the optimizer to use at a step, counted from 1."""
    param, visited = START, []
    state = technique(1).init(param)
    for k in range(STEPS):
        change, state = step(technique(k + 1), state, gradient(k, param), param, k + 1.0)
        param = param + change
        visited.append(param)
    return np.stack(visited)


def by_optax(make: Callable[[], optax.GradientTransformation]) -> np.ndarray:
    with jax.enable_x64(True):
        transformation = make()
        param, visited = jnp.asarray(START), []
        state = transformation.init(param)
        for k in range(STEPS):
            updates, state = transformation.update(jnp.asarray(gradient(k, np.asarray(param))), state, param)
            param = optax.apply_updates(param, updates)
            visited.append(np.asarray(param))
    return np.stack(visited)


def by_torch(make: Callable[[list[torch.Tensor]], torch.optim.Optimizer]) -> np.ndarray:
    param, visited = torch.tensor(START, requires_grad=True), []
    optimizer = make([param])
    for k in range(STEPS):
        param.grad = torch.from_numpy(gradient(k, param.detach().numpy()))
        optimizer.step()
        visited.append(param.detach().numpy().copy())
    return np.stack(visited)


def by_keras(make: Callable[[Any], Any]) -> np.ndarray:
    """make: an optimizer from ``keras.optimizers``, with a rate exact in float32, as Keras keeps it."""
    import keras

    with jax.enable_x64(True):
        param, visited = keras.Variable(START, dtype="float64"), []
        optimizer = make(keras.optimizers)
        for k in range(STEPS):
            optimizer.apply([jnp.asarray(gradient(k, np.asarray(param)))], [param])
            visited.append(np.asarray(param))
    return np.stack(visited)


def by_scikit_learn(make: Callable[[Any], Any]) -> np.ndarray:
    """make: an optimizer from scikit-learn's neural networks, given the shapes' owners."""
    param, visited = START.copy(), []
    optimizer = make([param])
    for k in range(STEPS):
        optimizer.update_params([param], [gradient(k, param)])
        visited.append(param.copy())
    return np.stack(visited)


def assert_same_descent(one: np.ndarray, other: np.ndarray, tolerance: float = 1e-12) -> None:
    np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


def assert_other_descent(one: np.ndarray, other: np.ndarray) -> None:
    """Two conventions that the test could not tell apart would prove nothing."""
    assert np.max(abs(one - other)) > 1e-4
