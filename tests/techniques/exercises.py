"""What is asked of every technique: an exercise for each family, and samples made from what it declares.

A new technique is covered by lying in its family's folder. A new family needs one exercise here: its contracts,
the inputs as NumPy arrays, and a run that calls every method and gives back all that they made, by name.
"""

from collections.abc import Callable, Iterator
from math import prod
from typing import Any, NamedTuple, get_type_hints

import numpy as np

from descentlab import catalogue, contracts
from descentlab.arrays import Array, Arrays, namespace
from descentlab.contracts import Range

STEPS = 6
BATCH = 4
MEMBERS = 3
INPUT_SHAPES: dict[str, tuple[int, ...]] = {}
"""Shape of one example's input for the layers that do not take a plain vector."""


def hold(tree: Any) -> Any:
    """The same arrays, those of NumPy made read-only: whoever writes into what it was handed is found out."""
    for leaf in leaves(tree):
        if isinstance(leaf, np.ndarray):
            leaf.setflags(write=False)
    return tree


def leaves(tree: Any) -> Iterator[Any]:
    """The arrays within dictionaries and tuples."""
    if isinstance(tree, dict | tuple):
        for branch in tree.values() if isinstance(tree, dict) else tree:
            yield from leaves(branch)
    else:
        yield tree


# --- optimizers


def optimizer_inputs(optimizer: Any, rng: np.random.Generator) -> Arrays:
    del optimizer  # the same for all
    given = {"t": np.arange(1.0, STEPS + 1)}
    for name, shape in {"scalar": (), "vector": (3,), "matrix": (2, 3)}.items():
        given[name] = np.asarray(rng.normal(size=shape))
        given[f"{name}_grads"] = rng.normal(size=(STEPS, *shape))
    return given


def run_optimizer(optimizer: Any, given: Arrays) -> Arrays:
    made = {}
    for name in ("scalar", "vector", "matrix"):
        param = given[name]
        state = optimizer.init(param)
        for k in range(STEPS):
            grad = given[f"{name}_grads"][k, ...]
            change, state = optimizer.step(hold(state), hold(grad), param, given["t"][k])
            assert change.shape == param.shape
            made[f"{name} change {k}"] = change
            param = hold(param + change)
        for field, leaf in state._asdict().items():
            assert leaf.shape == param.shape
            made[f"{name} {field}"] = leaf
    return made


# --- schedules


def schedule_inputs(schedule: Any, rng: np.random.Generator) -> Arrays:
    del schedule, rng  # the same for all, and nothing random
    return {"steps": np.arange(0.0, 13.0), "learning_rate": np.asarray(0.3)}


def run_schedule(schedule: Any, given: Arrays) -> Arrays:
    made = {}
    for rate_name, rate in {"number": 0.3, "array": given["learning_rate"]}.items():
        for k in range(given["steps"].shape[0]):
            step = given["steps"][k]
            value = schedule.at(rate, step)
            assert getattr(value, "shape", ()) == ()
            made[f"{rate_name} {k}"] = (
                value + 0 * step
            )  # an array, also of a rate that was handed in as a number
    return made


# --- initializers


def initializer_inputs(initializer: Any, rng: np.random.Generator) -> Arrays:
    del initializer  # the same for all
    return {"noise": rng.uniform(-1, 1, size=(6, 4))}


def run_initializer(initializer: Any, given: Arrays) -> Arrays:
    assert initializer.NOISE in ("none", "normal", "uniform", "truncated_normal")
    kernel = initializer.draw(given["noise"], 6, 4)
    assert kernel.shape == given["noise"].shape
    return {"kernel": kernel}


# --- activations


def activation_inputs(activation: Any, rng: np.random.Generator) -> Arrays:
    del activation  # the same for all
    return {"x": np.concatenate([rng.normal(size=8), [0.0, -20.0, 20.0, 1.0]]), "dy": rng.normal(size=12)}


def run_activation(activation: Any, given: Arrays) -> Arrays:
    y, saved = activation.forward(given["x"])
    dx = activation.backward(hold(saved), given["dy"])
    assert y.shape == dx.shape == given["x"].shape
    return {"y": y, "dx": dx}


# --- losses


def classes_of(loss: Any) -> int:
    """Three classes or targets, or two where the loss is for two only."""
    try:
        loss.outputs(3)
    except ValueError:
        return 2
    return 3


def loss_inputs(loss: Any, rng: np.random.Generator) -> Arrays:
    classes = classes_of(loss)
    return {
        "outputs": 3 * rng.normal(size=(BATCH, loss.outputs(classes))),
        "targets": np.arange(BATCH) % classes
        if loss.TASK == "classification"
        else rng.normal(size=(BATCH, classes)),
        "dlosses": rng.normal(size=BATCH),
    }


def run_loss(loss: Any, given: Arrays) -> Arrays:
    outputs, targets = given["outputs"], given["targets"]
    losses, saved = loss.forward(outputs, targets)
    assert losses.shape == (BATCH,)
    doutputs = loss.backward(hold(saved), given["dlosses"])
    assert doutputs.shape == outputs.shape
    predicted = loss.predict(outputs)
    made = {"losses": losses, "doutputs": doutputs, "predicted": predicted}
    if loss.TASK == "classification":
        assert predicted.shape == (BATCH, classes_of(loss))
        made["total probability"] = namespace(outputs).sum(predicted, axis=-1)
    else:
        assert predicted.shape == targets.shape
    return made


# --- layers


def layer_inputs(layer: Any, rng: np.random.Generator) -> Arrays:
    shape = INPUT_SHAPES.get(catalogue.name_of(layer), (3,))
    given = {"x": rng.normal(size=(BATCH, *shape)), "dy": rng.normal(size=(BATCH, *layer.needs(shape).output))}
    for prefix, asked in {"param": layer.needs(shape).parameters, "state": layer.needs(shape).state}.items():
        for name, weights in asked.items():
            if weights.kind == "kernel":
                assert weights.fan_in > 0
                assert weights.fan_out > 0
                assert prod(weights.shape) > 0
            values = rng.normal(size=weights.shape)
            given[f"{prefix} {name}"] = 1 + abs(values) / 4 if weights.kind == "ones" else values
    noise_shape = layer.needs(shape).noise
    if noise_shape is not None:
        given["noise"] = rng.uniform(size=(BATCH, *noise_shape))
    return given


def part(given: Arrays, prefix: str) -> Arrays:
    """The arrays whose name begins with this word, under the rest of their name."""
    return {
        name.removeprefix(f"{prefix} "): leaf for name, leaf in given.items() if name.startswith(f"{prefix} ")
    }


def run_layer(layer: Any, given: Arrays) -> Arrays:
    x, dy, noise = given["x"], given["dy"], given.get("noise")
    params, state = part(given, "param"), part(given, "state")
    y, saved, moved = layer.forward(params, state, x, noise)
    dx, grads = layer.backward(params, hold(saved), dy)
    inferred = layer.infer(params, moved, x)
    assert y.shape == inferred.shape == dy.shape
    assert dx.shape == x.shape
    assert {name: grad.shape for name, grad in grads.items()} == {name: p.shape for name, p in params.items()}
    assert {name: leaf.shape for name, leaf in moved.items()} == {
        name: leaf.shape for name, leaf in state.items()
    }
    return (
        {"y": y, "dx": dx, "inferred": inferred}
        | {f"d{name}": grad for name, grad in grads.items()}
        | {f"moved {name}": leaf for name, leaf in moved.items()}
    )


# --- regularizers


def regularizer_inputs(regularizer: Any, rng: np.random.Generator) -> Arrays:
    del regularizer  # the same for all
    return {"kernel": rng.normal(size=(3, 2)), "bias": rng.normal(size=2), "learning_rate": np.asarray(0.1)}


def run_regularizer(regularizer: Any, given: Arrays) -> Arrays:
    made = {}
    kernel, bias = given["kernel"], given["bias"]
    if hasattr(regularizer, "penalty"):
        made |= {"penalty": regularizer.penalty(kernel), "gradient": regularizer.gradient(kernel)}
        assert made["penalty"].shape == ()
        assert made["gradient"].shape == kernel.shape
    if hasattr(regularizer, "apply"):
        applied = regularizer.apply({"kernel": kernel, "bias": bias})
        assert {name: grad.shape for name, grad in applied.items()} == {
            "kernel": kernel.shape,
            "bias": bias.shape,
        }
        made |= applied
    if hasattr(regularizer, "change"):
        made |= {"change": regularizer.change(kernel, given["learning_rate"])}
        assert made["change"].shape == kernel.shape
    assert made, "a regularizer has penalty and gradient, apply, or change"
    return made


# --- stopping


def stopping_inputs(stopping: Any, rng: np.random.Generator) -> Arrays:
    del stopping, rng  # the same for all, and nothing random
    return {"values": np.array([1.0, 0.5, 0.75, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.125])}


def run_stopping(stopping: Any, given: Arrays) -> Arrays:
    made = {}
    state = stopping.init(given["values"][0])
    for k in range(given["values"].shape[0]):
        state = stopping.update(hold(state), given["values"][k])
        for field, leaf in state._asdict().items():
            assert leaf.shape == ()
            made[f"{field} {k}"] = leaf
    return made


class Exercise(NamedTuple):
    """contracts: a technique follows one of them. inputs and run: see the file's own text."""

    contracts: tuple[Any, ...]
    inputs: Callable[[Any, np.random.Generator], Arrays]
    run: Callable[[Any, Arrays], dict[str, Array]]


EXERCISES = {
    "optimizers": Exercise((contracts.Optimizer,), optimizer_inputs, run_optimizer),
    "schedules": Exercise((contracts.Schedule,), schedule_inputs, run_schedule),
    "initializers": Exercise((contracts.Initializer,), initializer_inputs, run_initializer),
    "activations": Exercise((contracts.Activation,), activation_inputs, run_activation),
    "losses": Exercise((contracts.Loss,), loss_inputs, run_loss),
    "layers": Exercise((contracts.Layer,), layer_inputs, run_layer),
    "regularizers": Exercise(
        (contracts.Penalty, contracts.GradientRule, contracts.WeightRule), regularizer_inputs, run_regularizer
    ),
    "stopping": Exercise((contracts.StoppingRule,), stopping_inputs, run_stopping),
}


# --- cases and samples


class Case(NamedTuple):
    """A technique, with its flags as they are or one of them turned over."""

    family: str
    name: str
    flag: str = ""

    @property
    def kind(self) -> Any:
        return catalogue.technique(self.family, self.name)

    def __str__(self) -> str:
        return f"{self.family}/{self.name}{f'({self.flag})' if self.flag else ''}"


def _cases() -> Iterator[Case]:
    for family in catalogue.FAMILIES:
        for name in catalogue.names(family):
            yield Case(family, name)
            kind = catalogue.technique(family, name)
            for field, default in kind._field_defaults.items():
                if isinstance(default, bool):
                    yield Case(family, name, field)


CASES = tuple(_cases())


def cases(*families: str) -> tuple[Case, ...]:
    """The cases of some families."""
    return tuple(case for case in CASES if case.family in families)


def sample(case: Case, member: int = 0) -> Any:
    """The defaults for member 0, other lawful numbers for 1 and 2; what is required is filled in."""
    kind = case.kind
    hints = get_type_hints(kind)
    fields: dict[str, Any] = {}
    for field in kind._fields:
        required = field not in kind._field_defaults
        if field in kind.RANGES and (required or member):
            fields[field] = numbers_within(kind.RANGES[field])[member]
        elif required:
            fields[field] = _structure(hints[field], member)
    if case.flag:
        fields[case.flag] = not kind._field_defaults[case.flag]
    return kind(**fields)


def numbers_within(lawful: Range) -> tuple[float, float, float]:
    """Three lawful numbers, from where a tuner searches if that is said."""
    low, high = lawful.search or lawful.lawful
    if low is None:
        low = -1.0 if high is None else high - 10.0
    if high is None:
        return low + 2.0, low + 4.0, low + 7.0
    if lawful.scale == "log" and low > 0:
        return tuple(low * (high / low) ** share for share in (0.4, 0.6, 0.8))  # type: ignore[return-value]
    return tuple(low + (high - low) * share for share in (0.4, 0.6, 0.8))  # type: ignore[return-value]


def _structure(hint: Any, member: int) -> Any:
    if hint is int:
        return 3
    for family, exercise in EXERCISES.items():
        if hint in exercise.contracts:  # a nested technique: one with numbers, and nothing nested of its own
            return next(sample(case, member) for case in cases(family) if _is_plain(case.kind))
    raise NotImplementedError(f"say here what fills a required field annotated {hint}")


def _is_plain(kind: Any) -> bool:
    return bool(kind.RANGES) and all(
        field in kind.RANGES or field in kind._field_defaults for field in kind._fields
    )


def numbers(instance: Any) -> dict[str, Any]:
    """The numbers of a technique and of those nested in it, by field."""
    tree: dict[str, Any] = {}
    for field, value in instance._asdict().items():
        if field in instance.RANGES:
            tree[field] = value
        elif hasattr(value, "RANGES"):
            tree[field] = numbers(value)
    return tree


def with_numbers(instance: Any, tree: dict[str, Any]) -> Any:
    """The technique with other numbers: its structure stays."""
    return instance._replace(
        **{
            field: with_numbers(getattr(instance, field), value) if isinstance(value, dict) else value
            for field, value in tree.items()
        }
    )


def mapped(function: Callable[..., Any], *trees: dict[str, Any]) -> dict[str, Any]:
    """A function of each leaf of nested dictionaries of one form."""
    return {
        key: mapped(function, *(tree[key] for tree in trees))
        if isinstance(value, dict)
        else function(*(tree[key] for tree in trees))
        for key, value in trees[0].items()
    }


def inputs(case: Case) -> Arrays:
    """The exercise's inputs: the same at every call."""
    return EXERCISES[case.family].inputs(sample(case), np.random.default_rng(7))


def run(case: Case, instance: Any, given: Arrays) -> Arrays:
    """All that the technique makes of these inputs."""
    return EXERCISES[case.family].run(instance, given)
