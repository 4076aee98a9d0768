"""Keras's optimizers that have a counterpart here, on whichever backend Keras is set to."""

import os
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from descentlab.diagnosis.peers.peer import Gradient, Params, Peer, build

TITLE = "Keras"
_ADAM = "learning_rate, beta_1=beta1, beta_2=beta2, epsilon=epsilon"
_RMSPROP = "learning_rate, rho=rho, epsilon=epsilon"
_EPSILON = "epsilon=epsilon / sqrt(1 - beta2**t)"
_INSIDE = "epsilon_inside=True"

PEERS = {
    "adadelta": Peer("keras.optimizers.Adadelta(learning_rate, rho=rho, epsilon=epsilon)"),
    "adafactor": Peer(
        "keras.optimizers.Adafactor(learning_rate, beta_2_decay=-decay_rate, epsilon_1=epsilon1, epsilon_2=epsilon2,"
        " clip_threshold=clipping_threshold, relative_step=relative_step)",
        precision="float32",
        note="means are computed in float32, and the rate never exceeds 1 / sqrt(t), which is not reached here",
    ),
    "adagrad": Peer(
        "keras.optimizers.Adagrad(learning_rate, initial_accumulator_value=initial_total, epsilon=epsilon)",
        _INSIDE,
    ),
    "adam": Peer(f"keras.optimizers.Adam({_ADAM})", _EPSILON),
    "adamax": Peer(f"keras.optimizers.Adamax({_ADAM})"),
    "adamw": Peer(f"keras.optimizers.AdamW({_ADAM}, weight_decay=weight_decay)", _EPSILON),
    "amsgrad": Peer(f"keras.optimizers.Adam({_ADAM}, amsgrad=True)", _EPSILON),
    "ftrl": Peer(
        "keras.optimizers.Ftrl(learning_rate, initial_accumulator_value=initial_total, beta=beta,"
        " l1_regularization_strength=l1_strength, l2_regularization_strength=l2_strength / 2)"
    ),
    "lamb": Peer(f"keras.optimizers.Lamb({_ADAM}, weight_decay=weight_decay)"),
    "lion": Peer("keras.optimizers.Lion(learning_rate, beta_1=beta1, beta_2=beta2)"),
    "momentum": Peer("keras.optimizers.SGD(learning_rate, momentum=momentum)"),
    "muon": Peer(
        "keras.optimizers.Muon(learning_rate, momentum=momentum, adam_lr_ratio=adam_rate_ratio,"
        " adam_beta_1=adam_beta1, adam_beta_2=adam_beta2, epsilon=adam_epsilon, adam_weight_decay=0.0,"
        " weight_decay=0.0, rms_rate=None)",
        note="matrices have no factor sqrt(columns / rows) there",
    ),
    "nadam": Peer(f"keras.optimizers.Nadam({_ADAM})", "momentum_decay=1.0"),
    "nesterov": Peer("keras.optimizers.SGD(learning_rate, momentum=momentum, nesterov=True)"),
    "rmsprop": Peer(f"keras.optimizers.RMSprop({_RMSPROP})", _INSIDE),
    "rmsprop_centered": Peer(f"keras.optimizers.RMSprop({_RMSPROP}, centered=True)", _INSIDE),
    "rmsprop_momentum": Peer(f"keras.optimizers.RMSprop({_RMSPROP}, momentum=momentum)", _INSIDE),
    "schedule_free_adamw": Peer(
        f"keras.optimizers.ScheduleFreeAdamW({_ADAM}, weight_decay=weight_decay)",
        note="Keras hands out y, and x is computed from it here; on the torch backend steps differ",
    ),
    "sgd": Peer("keras.optimizers.SGD(learning_rate)"),
}


def library() -> Any:
    """The library itself; on JAX, which is always there, where nothing was chosen and TensorFlow is missing."""
    if find_spec("tensorflow") is None:
        os.environ.setdefault("KERAS_BACKEND", "jax")
    return import_module("keras")


def version() -> str:
    """The library's version, and the backend that it runs on."""
    return f"{library().__version__} on {library().config.backend()}"


def descend(peer: Peer, values: dict[str, Any], start: Params, gradient: Gradient, steps: int) -> list[Params]:
    """After each step, the parameters that are used outside of training."""
    keras = library()
    used: list[Params] = []
    with ExitStack() as stack:
        if keras.config.backend() == "jax":
            import jax

            stack.enter_context(jax.enable_x64(True))
        stack.callback(keras.config.set_floatx, keras.config.floatx())
        keras.config.set_floatx("float64")  # in which Keras keeps the learning rate
        there = {name: keras.Variable(param, dtype="float64", name=name) for name, param in start.items()}
        optimizer = build(peer, {**values, "keras": keras})
        for k in range(steps):
            params = {name: _numpy(variable) for name, variable in there.items()}
            grads = [keras.ops.convert_to_tensor(grad, "float64") for grad in gradient(params, k).values()]
            optimizer.apply(grads, list(there.values()))
            used.append({name: _used(optimizer, variable) for name, variable in there.items()})
    return used


def _used(optimizer: Any, variable: Any) -> np.ndarray[Any, Any]:
    """The parameter, or, where that lies between two sequences y and z, their average x."""
    param = _numpy(variable)
    if not isinstance(optimizer, library().optimizers.ScheduleFreeAdamW):
        return param
    z = next(_numpy(one) for one in optimizer.variables if one.path.endswith(f"{variable.name}_momentum"))
    return z + (param - z) / optimizer.beta_1


def _numpy(variable: Any) -> np.ndarray[Any, Any]:
    return np.array(library().ops.convert_to_numpy(variable.value))
