"""One training step of one run: the order in which techniques act on a mini-batch.

1. the network's mean loss and its gradient, to which each penalty adds its own, kernel by kernel;
2. each ascent rule names another place, and the gradient is taken there instead;
3. each gradient rule (clipping, noise) acts on all gradients together;
4. the schedule says the step's learning rate;
5. the optimizer turns each gradient into a change, and each weight rule (decay) adds its own to the kernels';
6. each constraint brings the kernels back to where they may be, and each average takes note of the weights.

Both engines run this function: the reference engine as it stands, the population engine traced and compiled.
"""

from collections.abc import Callable
from functools import partial, reduce
from typing import Any, NamedTuple, TypeAlias

from descentlab.arrays import Array, Arrays, Scalar
from descentlab.contracts import (
    AscentRule,
    Augmentation,
    Average,
    Constraint,
    GradientRule,
    Initializer,
    Noise,
    Optimizer,
    Penalty,
    Schedule,
    Shape,
    StoppingRule,
    WatchingSchedule,
    WeightRule,
)
from descentlab.techniques.layers.sequential import within
from descentlab.training.network import Network, declare, kernels, loss_and_gradient
from descentlab.training.structure import with_numbers

Branch: TypeAlias = Callable[[Array, Callable[[Any], Any], Any], Any]
"""branch(condition, function, value): function(value) where the condition holds, else the value."""


def eager(condition: Array, function: Callable[[Any], Any], value: Any) -> Any:
    """The branch of engines that compute at once."""
    return function(value) if condition else value


class Method(NamedTuple):
    """All techniques of a training run: a tree whose numbers may be arrays.

    watching: lowers the schedule's rate by what it sees of the validation loss.
    """

    network: Network
    initializer: Initializer
    optimizer: Optimizer
    schedule: Schedule
    watching: WatchingSchedule | None = None
    penalties: tuple[Penalty, ...] = ()
    ascent_rules: tuple[AscentRule, ...] = ()
    gradient_rules: tuple[GradientRule, ...] = ()
    weight_rules: tuple[WeightRule, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    averages: tuple[Average, ...] = ()
    augmentations: tuple[Augmentation, ...] = ()
    stopping: StoppingRule | None = None


class Declaration(NamedTuple):
    """What a step works with. kernels: names of the parameters that are drawn and penalized.

    noise: all that a step asks for, by the layer's name ("dropout1.mask") or the technique's place in the method
    ("gradient_rules.0.dense1.kernel", "augmentations.0.angle").
    """

    kernels: tuple[str, ...]
    noise: dict[str, Noise]


class RunState(NamedTuple):
    """What a step moves: parameters, the optimizer's memory of each, the layers' running quantities.

    averages: of each average, its memory of each parameter. watching: the watching schedule's state, which moves
    once an epoch.
    """

    params: Arrays
    optimizer: dict[str, Any]
    layers: Arrays
    averages: tuple[dict[str, Any], ...]
    watching: Any


def declaration(method: Method, inputs: Shape, image: Shape | None) -> Declaration:
    """What the method's steps work with. inputs: the shape of one example. image: as (height, width, channels)."""
    asked = declare(method.network, inputs)
    noise = dict(asked.noise)
    for i, rule in enumerate(method.gradient_rules):
        if rule.NOISE != "none":
            for name, weights in asked.parameters.items():
                noise[f"gradient_rules.{i}.{name}"] = Noise(weights.shape, rule.NOISE, "batch")
    for i, augmentation in enumerate(method.augmentations):
        for name, one in augmentation.needs(image or inputs).items():
            noise[f"augmentations.{i}.{name}"] = one
    return Declaration(kernels(asked), noise)


def begin(method: Method, params: Arrays, layers: Arrays, like: Array) -> RunState:
    """State before the first step. like: a number (shape ()) of the training's dtype."""
    return RunState(
        params,
        {name: method.optimizer.init(param) for name, param in params.items()},
        layers,
        tuple({name: one.init(param) for name, param in params.items()} for one in method.averages),
        None if method.watching is None else method.watching.init(like),
    )


def train_step(
    method: Method,
    declared: Declaration,
    run: RunState,
    step: Scalar,
    x: Array,
    targets: Array,
    noise: Arrays,
    branch: Branch = eager,
) -> tuple[RunState, Array]:
    """The state after one mini-batch, and the mini-batch's mean loss without penalties (shape ()).

    x: (batch, features), prepared. step: how many steps were done before, in the parameters' dtype. branch: how
    the engine does something at some steps only.
    """
    loss, grads, layers = _gradient(method, declared, run, run.params, x, targets, noise)
    for rule in method.ascent_rules:
        _, grads, _ = _gradient(method, declared, run, rule.ascend(grads, run.params), x, targets, noise)
    for i, rule in enumerate(method.gradient_rules):
        grads = rule.apply(grads, run.params, step, within(noise, f"gradient_rules.{i}"))
    rate = method.schedule.at(method.optimizer.learning_rate, step)
    if method.watching is not None:
        rate = rate * run.watching.factor
    optimizer = with_numbers(method.optimizer, {"learning_rate": rate})
    changes, memory = optimize(optimizer, run.optimizer, grads, run.params, step + 1, branch)
    params: Arrays = {}
    for name, param in run.params.items():
        change = changes[name]
        for rule in method.weight_rules if name in declared.kernels else ():
            change = change + rule.change(param, rate)
        params[name] = param + change
        for rule in method.constraints if name in declared.kernels else ():
            params[name] = rule.project(params[name])
    averages = tuple(
        {name: one.update(kept[name], param, step + 1) for name, param in params.items()}
        for one, kept in zip(method.averages, run.averages, strict=True)
    )
    return RunState(params, memory, layers, averages, run.watching), loss


def optimize(
    optimizer: Any,
    memory: dict[str, Any],
    grads: Arrays,
    params: Arrays,
    t: Scalar,
    branch: Branch = eager,
) -> tuple[Arrays, dict[str, Any]]:
    """The change of every parameter and the memory to keep, at step t (1 at the first)."""
    if hasattr(optimizer, "refresh"):
        due = (t <= optimizer.frequency) | (t % optimizer.frequency == 0)
        memory = {
            name: branch(due, partial(_refreshed, optimizer, grads[name]), kept)
            for name, kept in memory.items()
        }
    together: tuple[Any, ...] = ()
    if hasattr(optimizer, "measure"):
        parts = [optimizer.measure(memory[name], grads[name], param, t) for name, param in params.items()]
        together = (type(parts[0])(*(reduce(_plus, leaves) for leaves in zip(*parts, strict=True))),)
    stepped = {
        name: optimizer.step(memory[name], grads[name], param, t, *together) for name, param in params.items()
    }
    return {name: change for name, (change, _) in stepped.items()}, {
        name: kept for name, (_, kept) in stepped.items()
    }


def _refreshed(optimizer: Any, grad: Array, kept: Any) -> Any:
    return optimizer.refresh(kept, grad)


def evaluation_weights(method: Method, run: RunState) -> Arrays:
    """The parameters to use outside of training: an average's, or the optimizer's own, or as they are."""
    optimizer: Any = method.optimizer
    params = run.params
    if hasattr(optimizer, "evaluation_weights"):
        params = {
            name: optimizer.evaluation_weights(run.optimizer[name], param) for name, param in params.items()
        }
    for one, kept in zip(method.averages, run.averages, strict=True):
        params = {name: one.evaluation_weights(kept[name], param) for name, param in params.items()}
    return params


def watched(method: Method, run: RunState, validation_loss: Array) -> RunState:
    """The state after an epoch that ended with this validation loss (shape ())."""
    if method.watching is None:
        return run
    return run._replace(watching=method.watching.update(run.watching, validation_loss))


def _gradient(
    method: Method,
    declared: Declaration,
    run: RunState,
    params: Arrays,
    x: Array,
    targets: Array,
    noise: Arrays,
) -> tuple[Array, Arrays, Arrays]:
    """The mean loss, the gradient with penalties, and the layers' next state, at these parameters."""
    loss, grads, layers = loss_and_gradient(method.network, params, run.layers, x, targets, noise)
    for penalty in method.penalties:
        for name in declared.kernels:
            grads[name] = grads[name] + penalty.gradient(params[name])
    return loss, grads, layers


def _plus(one: Array, other: Array) -> Array:
    return one + other
