"""One training step of one run: the order in which techniques act on a mini-batch.

1. the network's mean loss and its gradient;
2. each penalty adds its gradient, kernel by kernel;
3. each gradient rule (clipping) acts on all gradients together;
4. the schedule says the step's learning rate;
5. the optimizer turns each gradient into a change, and each weight rule (decay) adds its own to the kernels'.

Both engines run this function: the reference engine as it stands, the population engine traced and compiled.
"""

from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Array, Arrays, Scalar
from descentlab.contracts import (
    GradientRule,
    Initializer,
    Optimizer,
    Penalty,
    Schedule,
    Shape,
    StoppingRule,
    WeightRule,
    Weights,
)
from descentlab.training.network import Declaration, Network, declare, loss_and_gradient
from descentlab.training.randomness import initial_noise
from descentlab.training.structure import with_numbers


class Method(NamedTuple):
    """All techniques of a training run: a tree whose numbers may be arrays."""

    network: Network
    initializer: Initializer
    optimizer: Optimizer
    schedule: Schedule
    penalties: tuple[Penalty, ...] = ()
    gradient_rules: tuple[GradientRule, ...] = ()
    weight_rules: tuple[WeightRule, ...] = ()
    stopping: StoppingRule | None = None


class RunState(NamedTuple):
    """What a step moves: parameters, the optimizer's memory of each, and the layers' running quantities."""

    params: Arrays
    optimizer: dict[str, Any]
    layers: Arrays


def initial_values(method: Method, inputs: Shape, seed: int, dtype: Any) -> tuple[Arrays, Arrays]:
    """First parameters and layer states, as NumPy arrays.

    The noise is a function of the seed and the parameter's name and shape alone, so recipes that differ in
    anything else start from the same noise. It is drawn in float64 and rounded once.
    """
    declared = declare(method.network, inputs)
    params = {
        name: _first(method.initializer, name, weights, seed).astype(dtype)
        for name, weights in declared.parameters.items()
    }
    layers = {
        name: _first(method.initializer, name, weights, seed).astype(dtype)
        for name, weights in declared.state.items()
    }
    return params, layers


def _first(initializer: Initializer, name: str, weights: Weights, seed: int) -> Array:
    if weights.kind == "kernel":
        noise = initial_noise(initializer.NOISE, seed, name, weights.shape)
        return initializer.draw(noise, weights.fan_in, weights.fan_out)
    return np.full(weights.shape, 1.0 if weights.kind == "ones" else 0.0)


def begin(method: Method, params: Arrays, layers: Arrays) -> RunState:
    """State before the first step."""
    return RunState(params, {name: method.optimizer.init(param) for name, param in params.items()}, layers)


def train_step(
    method: Method,
    declared: Declaration,
    run: RunState,
    step: Scalar,
    x: Array,
    targets: Array,
    noise: Arrays,
) -> tuple[RunState, Array]:
    """The state after one mini-batch, and the mini-batch's mean loss without penalties (shape ()).

    x: (batch, features), prepared. step: how many steps were done before, in the parameters' dtype.
    """
    loss, grads, layers = loss_and_gradient(method.network, run.params, run.layers, x, targets, noise)
    for penalty in method.penalties:
        for name in declared.kernels:
            grads[name] = grads[name] + penalty.gradient(run.params[name])
    for rule in method.gradient_rules:
        grads = rule.apply(grads)
    rate = method.schedule.at(method.optimizer.learning_rate, step)
    optimizer = with_numbers(method.optimizer, {"learning_rate": rate})
    params: Arrays = {}
    memory: dict[str, Any] = {}
    for name, param in run.params.items():
        change, memory[name] = optimizer.step(run.optimizer[name], grads[name], param, step + 1)
        for rule in method.weight_rules if name in declared.kernels else ():
            change = change + rule.change(param, rate)
        params[name] = param + change
    return RunState(params, memory, layers), loss
