"""What is asked of every technique: an exercise for each family, and samples made from what it declares.

A new technique is covered by lying in its family's folder. A new family needs one exercise here: its contracts,
the inputs as NumPy arrays, and a run that calls every method and gives back all that they made, by name.
"""

from collections.abc import Callable, Iterator
from math import prod
from typing import Any, NamedTuple

import numpy as np

from descentlab import catalogue, contracts
from descentlab.arrays import Array, Arrays, namespace
from descentlab.contracts import Shape
from descentlab.training.update import optimize

STEPS = 6
BATCH = 4
INPUT_SHAPES: dict[str, tuple[int, ...]] = {
    "conv2d": (5, 6, 2),
    "max_pool2d": (5, 6, 2),
    "average_pool2d": (5, 6, 2),
    "flatten": (2, 3),
    "reshape": (6,),
    "group_norm": (2, 2, 6),
}
"""Shape of one example's input for the layers that do not take a plain vector."""
WHOLE_NUMBERS = {"embedding"}
"""Layers whose inputs are whole numbers: those of a sample, 0, 1 and 2, and one that is outside."""


class Broken(Exception):  # noqa: N818 (what is broken is the technique, not the program)
    """What is wrong with a technique, in one line."""


def expect(true: bool, otherwise: str) -> None:
    """Raises Broken with the line ``otherwise`` unless something is true."""
    if not true:
        raise Broken(otherwise)


def due(what: str, leaf: Array, shape: Any) -> None:
    """Raises Broken unless an array has the shape that is due."""
    expect(tuple(leaf.shape) == tuple(shape), f"{what} has shape {tuple(leaf.shape)}; {tuple(shape)} is due")


def hold(tree: Any) -> Any:
    """The same arrays, those of NumPy made read-only: whoever writes into what it was handed is found out."""
    for leaf in leaves(tree):
        if isinstance(leaf, np.ndarray):
            leaf.setflags(write=False)
    return tree


def leaves(tree: Any) -> Iterator[Any]:
    """The arrays within dictionaries and tuples."""
    if not isinstance(tree, dict | tuple):
        yield tree
        return
    for branch in _branches(tree):
        yield from leaves(branch)


def _branches(tree: Any) -> Iterator[Any]:
    return iter(tree.values() if hasattr(tree, "values") else tree)


# --- optimizers


def _optimizer_inputs(optimizer: Any, rng: np.random.Generator) -> Arrays:
    del optimizer  # the same for all
    given: Arrays = {"t": np.arange(1.0, STEPS + 1)}
    for name, shape in {"scalar": (), "vector": (3,), "matrix": (2, 3), "kernel": (2, 2, 1, 3)}.items():
        given[name] = np.asarray(rng.normal(size=shape))
        given[f"{name}_grads"] = rng.normal(size=(STEPS, *shape))
    return given


def _run_optimizer(optimizer: Any, given: Arrays) -> Arrays:
    """All parameters together, as in training; gradients are as given, wherever the parameters go."""
    made: Arrays = {}
    params = {name: given[name] for name in ("scalar", "vector", "matrix", "kernel")}
    states = {name: optimizer.init(param) for name, param in params.items()}
    for k in range(STEPS):
        grads = {name: hold(given[f"{name}_grads"][k, ...]) for name in params}
        changes, states = optimize(optimizer, hold(states), grads, params, given["t"][k], _selected)
        for name, change in changes.items():
            due(f"the change of a {name}", change, params[name].shape)
            made[f"{name} change {k}"] = change
            params[name] = hold(params[name] + change)
    for name, state in states.items():
        made |= {f"{name} {field}": leaf for field, leaf in state._asdict().items()}
        if hasattr(optimizer, "evaluation_weights"):
            made[f"{name} evaluated"] = optimizer.evaluation_weights(state, params[name])
            due(f"what is evaluated of a {name}", made[f"{name} evaluated"], params[name].shape)
    return made


def _selected(condition: Array, function: Callable[[Any], Any], value: Any) -> Any:
    """A branch on a condition that any library may hold: both sides are computed."""
    leaves = zip(function(value), value, strict=True)
    return type(value)(*(namespace(new).where(condition, new, old) for new, old in leaves))


# --- schedules


VALUES = np.array([1.0, 0.5, 0.75, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.125])
"""Validation losses, epoch by epoch, for whatever watches them."""


def _schedule_inputs(schedule: Any, rng: np.random.Generator) -> Arrays:
    del schedule, rng  # the same for all, and nothing random
    return {"steps": np.arange(0.0, 13.0), "learning_rate": np.asarray(0.3), "values": VALUES}


def _run_schedule(schedule: Any, given: Arrays) -> Arrays:
    if hasattr(schedule, "update"):
        return _watched(schedule, given["values"])
    made: Arrays = {}
    for rate_name, rate in {"number": 0.3, "array": given["learning_rate"]}.items():
        for k in range(given["steps"].shape[0]):
            step = given["steps"][k]
            value = schedule.at(rate, step)
            value = value + 0 * step  # an array, also of a rate that was handed in as a number
            due("the rate", value, ())
            made[f"{rate_name} {k}"] = value
    return made


def _watched(rule: Any, values: Array) -> Arrays:
    """The states of a rule that watches the validation loss."""
    made: Arrays = {}
    state = rule.init(values[0])
    for k in range(values.shape[0]):
        state = rule.update(hold(state), values[k])
        for field, leaf in state._asdict().items():
            due(f"the state's {field}", leaf, ())
            made[f"{field} {k}"] = leaf
    return made


# --- initializers


def _initializer_inputs(initializer: Any, rng: np.random.Generator) -> Arrays:
    del initializer  # the same for all
    return {
        "noise": rng.uniform(-1, 1, size=(6, 4)),
        "kernel_noise": rng.uniform(-1, 1, size=(2, 2, 3, 4)),
        "outputs": rng.normal(size=(5, 4)),
    }


def _run_initializer(initializer: Any, given: Arrays) -> Arrays:
    noises = ("none", "normal", "uniform", "truncated_normal")
    expect(
        initializer.NOISE in noises, f"NOISE is {initializer.NOISE!r}; it must be one of {', '.join(noises)}"
    )
    made: Arrays = {
        "dense": initializer.draw(given["noise"], 6, 4),
        "convolution": initializer.draw(given["kernel_noise"], 12, 16),
    }
    due("a dense kernel", made["dense"], given["noise"].shape)
    due("a convolution's kernel", made["convolution"], given["kernel_noise"].shape)
    if hasattr(initializer, "rescale"):
        expect(initializer.ROUNDS >= 1, "ROUNDS must be at least 1")
        made["rescaled"] = initializer.rescale(hold(made["dense"]), given["outputs"])
    return made


# --- activations


def _activation_inputs(activation: Any, rng: np.random.Generator) -> Arrays:
    if hasattr(activation, "needs"):
        return _layer_inputs(activation, rng)
    x = np.concatenate([rng.normal(size=8), [0.0, -20.0, 20.0, 1.0]])
    return {"x": np.reshape(x, (3, 4)), "dy": rng.normal(size=(3, 4))}


def _run_activation(activation: Any, given: Arrays) -> Arrays:
    if hasattr(activation, "needs"):
        return _run_layer(activation, given)
    y, saved = activation.forward(given["x"])
    dx = activation.backward(hold(saved), given["dy"])
    due("y", y, given["x"].shape)
    due("dx", dx, given["x"].shape)
    return {"y": y, "dx": dx}


# --- losses


def classes_of(loss: Any) -> int:
    """Three classes or targets, or two where the loss is for two only."""
    try:
        loss.outputs(3)
    except ValueError:
        return 2
    return 3


def _loss_inputs(loss: Any, rng: np.random.Generator) -> Arrays:
    classes = classes_of(loss)
    return {
        "outputs": 3 * rng.normal(size=(BATCH, loss.outputs(classes))),
        "targets": np.arange(BATCH) % classes
        if loss.TASK == "classification"
        else rng.normal(size=(BATCH, classes)),
        "dlosses": rng.normal(size=BATCH),
        "mixed": rng.dirichlet(np.ones(classes), size=BATCH),
    }


def _run_loss(loss: Any, given: Arrays) -> Arrays:
    outputs, targets = given["outputs"], given["targets"]
    losses, saved = loss.forward(outputs, targets)
    due("the losses", losses, (BATCH,))
    doutputs = loss.backward(hold(saved), given["dlosses"])
    due("doutputs", doutputs, outputs.shape)
    predicted = loss.predict(outputs)
    made: Arrays = {"losses": losses, "doutputs": doutputs, "predicted": predicted}
    if loss.TASK == "classification":
        due("the prediction", predicted, (BATCH, classes_of(loss)))
        made["total probability"] = namespace(outputs).sum(predicted, axis=-1)
        made["mixed losses"], saved = loss.forward(outputs, given["mixed"])
        made["mixed doutputs"] = loss.backward(hold(saved), given["dlosses"])
    else:
        due("the prediction", predicted, targets.shape)
    return made


# --- layers


def _layer_inputs(layer: Any, rng: np.random.Generator) -> Arrays:
    shape = INPUT_SHAPES.get(catalogue.name_of(layer), (3,))
    needs = layer.needs(shape)
    given: Arrays = {"x": rng.normal(size=(BATCH, *shape)), "dy": rng.normal(size=(BATCH, *needs.output))}
    if catalogue.name_of(layer) in WHOLE_NUMBERS:
        given["x"] = np.reshape(np.arange(prod(given["x"].shape)) % 4.0, given["x"].shape)
    for prefix, asked in {"param": needs.parameters, "state": needs.state}.items():
        for name, weights in asked.items():
            if weights.kind == "kernel":
                fans = min(weights.fan_in, weights.fan_out, prod(weights.shape))
                expect(fans > 0, f"the kernel '{name}' must say its fan_in and fan_out, and have entries")
            positive = weights.kind == "constant" and weights.value == 1
            given[f"{prefix} {name}"] = _entries(rng, weights.shape, positive)
    return given | _noise_inputs(needs.noise, rng)


def _entries(rng: np.random.Generator, shape: Shape, positive: bool) -> Array:
    values = rng.normal(size=shape)
    return 1 + np.abs(values) / 4 if positive else values


def _noise_inputs(asked: Any, rng: np.random.Generator) -> Arrays:
    """Noise as training gives it."""
    given: Arrays = {}
    for name, noise in asked.items():
        shape = (BATCH, *noise.shape) if noise.per == "example" else noise.shape
        given[f"noise {name}"] = rng.uniform(size=shape) if noise.kind == "uniform" else rng.normal(size=shape)
    return given


def part(given: Arrays, prefix: str) -> Arrays:
    """The arrays whose name begins with this word, under the rest of their name."""
    return {
        name.removeprefix(f"{prefix} "): leaf for name, leaf in given.items() if name.startswith(f"{prefix} ")
    }


def _run_layer(layer: Any, given: Arrays) -> Arrays:
    x, dy, noise = given["x"], given["dy"], part(given, "noise")
    params, state = part(given, "param"), part(given, "state")
    y, saved, moved = layer.forward(params, state, x, noise)
    dx, grads = layer.backward(params, hold(saved), dy)
    inferred = layer.infer(params, moved, x)
    for what, leaf, like in (("y", y, dy), ("what infer gives", inferred, dy), ("dx", dx, x)):
        due(what, leaf, like.shape)
    for what, found, asked in (("gradients", grads, params), ("next state", moved, state)):
        expect(found.keys() == asked.keys(), f"the {what} are of {sorted(found)}, not of {sorted(asked)}")
        for name, leaf in found.items():
            due(f"{what}: '{name}'", leaf, asked[name].shape)
    return (
        {"y": y, "dx": dx, "inferred": inferred}
        | {f"d{name}": grad for name, grad in grads.items()}
        | {f"moved {name}": leaf for name, leaf in moved.items()}
    )


# --- regularizers


def _regularizer_inputs(regularizer: Any, rng: np.random.Generator) -> Arrays:
    given: Arrays = {"kernel": rng.normal(size=(3, 2)), "bias": rng.normal(size=2)}
    given |= {f"{name} grad": rng.normal(size=param.shape) for name, param in given.items()}
    if getattr(regularizer, "NOISE", "none") == "normal":
        given |= {f"noise {name}": rng.normal(size=given[name].shape) for name in ("kernel", "bias")}
    return given | {"learning_rate": np.asarray(0.1), "step": np.arange(0.0, STEPS)}


def _run_regularizer(regularizer: Any, given: Arrays) -> Arrays:
    made: Arrays = {}
    kernel = given["kernel"]
    params = {name: given[name] for name in ("kernel", "bias")}
    grads = {name: given[f"{name} grad"] for name in params}
    if hasattr(regularizer, "penalty"):
        made |= {"penalty": regularizer.penalty(kernel), "gradient": regularizer.gradient(kernel)}
        due("the penalty", made["penalty"], ())
    if hasattr(regularizer, "apply"):
        made |= regularizer.apply(grads, params, given["step"][2], part(given, "noise"))
    if hasattr(regularizer, "ascend"):
        made |= regularizer.ascend(grads, params)
    if hasattr(regularizer, "change"):
        made["change"] = regularizer.change(kernel, given["learning_rate"])
    if hasattr(regularizer, "project"):
        made["projected"] = regularizer.project(kernel)
    if hasattr(regularizer, "evaluation_weights"):
        state = regularizer.init(kernel)
        for k in range(STEPS):
            kernel = hold(kernel + given["kernel grad"])
            state = regularizer.update(hold(state), kernel, given["step"][k] + 1)
            made[f"average {k}"] = regularizer.evaluation_weights(state, kernel)
    for name, leaf in made.items():
        if name != "penalty":
            due(f"'{name}'", leaf, given["bias" if name == "bias" else "kernel"].shape)
    return made


# --- augmentations


def _augmentation_inputs(augmentation: Any, rng: np.random.Generator) -> Arrays:
    shape = (5, 6, 2) if augmentation.INPUTS == "images" else (3,)
    noise = _noise_inputs(augmentation.needs(shape), rng)
    return {"x": rng.uniform(size=(BATCH, *shape)), "targets": rng.dirichlet(np.ones(3), size=BATCH)} | noise


def _run_augmentation(augmentation: Any, given: Arrays) -> Arrays:
    x, targets = augmentation.apply(given["x"], given["targets"], part(given, "noise"))
    due("x", x, given["x"].shape)
    due("the targets", targets, given["targets"].shape)
    expect(augmentation.MIXES or targets is given["targets"], "targets change, and MIXES is false")
    return {"x": x, "targets": targets}


# --- stopping


def _stopping_inputs(stopping: Any, rng: np.random.Generator) -> Arrays:
    del stopping, rng  # the same for all, and nothing random
    return {"values": VALUES}


def _run_stopping(stopping: Any, given: Arrays) -> Arrays:
    return _watched(stopping, given["values"])


class Exercise(NamedTuple):
    """contracts: a technique follows one of them. inputs and run: see the file's own text."""

    contracts: tuple[Any, ...]
    inputs: Callable[[Any, np.random.Generator], Arrays]
    run: Callable[[Any, Arrays], dict[str, Array]]


EXERCISES = {
    "optimizers": Exercise(
        (contracts.Optimizer, contracts.MeasuringOptimizer), _optimizer_inputs, _run_optimizer
    ),
    "schedules": Exercise((contracts.Schedule, contracts.WatchingSchedule), _schedule_inputs, _run_schedule),
    "initializers": Exercise((contracts.Initializer,), _initializer_inputs, _run_initializer),
    "activations": Exercise((contracts.Activation, contracts.Layer), _activation_inputs, _run_activation),
    "losses": Exercise((contracts.Loss,), _loss_inputs, _run_loss),
    "layers": Exercise((contracts.Layer,), _layer_inputs, _run_layer),
    "regularizers": Exercise(
        (
            contracts.Penalty,
            contracts.GradientRule,
            contracts.AscentRule,
            contracts.WeightRule,
            contracts.Constraint,
            contracts.Average,
        ),
        _regularizer_inputs,
        _run_regularizer,
    ),
    "augmentations": Exercise((contracts.Augmentation,), _augmentation_inputs, _run_augmentation),
    "stopping": Exercise((contracts.StoppingRule,), _stopping_inputs, _run_stopping),
}
