"""optax's optimizers that have a counterpart here."""

from importlib import import_module
from typing import Any

import numpy as np

from descentlab.diagnosis.peers.peer import Gradient, Params, Peer, build

TITLE = "optax"
_ADAM = "learning_rate, b1=beta1, b2=beta2, eps=epsilon"
_RMSPROP = "learning_rate, decay=rho, eps=epsilon, eps_in_sqrt=epsilon_inside"

PEERS = {
    "adabelief": Peer(f"optax.adabelief({_ADAM}, eps_root=epsilon)"),
    "adadelta": Peer("optax.adadelta(learning_rate, rho=rho, eps=epsilon)"),
    "adafactor": Peer(
        "optax.adafactor(learning_rate, decay_rate=decay_rate, clipping_threshold=clipping_threshold,"
        " eps=epsilon1, multiply_by_parameter_scale=scale_parameter, min_dim_size_to_factor=1)",
        precision="float32",
        note="the decay t^(-decay_rate) is computed in float32",
    ),
    "adagrad": Peer(
        "optax.adagrad(learning_rate, eps=epsilon, initial_accumulator_value=initial_total)",
        "epsilon_inside=True",
    ),
    "adam": Peer(f"optax.adam({_ADAM})"),
    "adamax": Peer(f"optax.adamax({_ADAM})"),
    "adamw": Peer(f"optax.adamw({_ADAM}, weight_decay=weight_decay)"),
    "adan": Peer("optax.adan(learning_rate, b1=beta1, b2=beta2, b3=beta3, eps=epsilon, eps_root=0.0)"),
    "amsgrad": Peer(f"optax.amsgrad({_ADAM})", "corrected=True"),
    "lamb": Peer(f"optax.lamb({_ADAM}, weight_decay=weight_decay)"),
    "lars": Peer(
        "optax.lars(learning_rate, momentum=momentum, trust_coefficient=trust_coefficient, weight_decay=weight_decay)"
    ),
    "lion": Peer("optax.lion(learning_rate, b1=beta1, b2=beta2, weight_decay=0.0)"),
    "momentum": Peer("optax.sgd(learning_rate, momentum=momentum)"),
    "muon": Peer(
        "optax.contrib.muon(learning_rate, beta=momentum, adam_b1=adam_beta1, adam_b2=adam_beta2,"
        " eps=adam_epsilon, adam_learning_rate=learning_rate * adam_rate_ratio)"
    ),
    "nadam": Peer(f"optax.nadam({_ADAM})", "momentum_decay=1e4"),
    "nesterov": Peer("optax.sgd(learning_rate, momentum=momentum, nesterov=True)"),
    "prodigy": Peer(
        "optax.contrib.prodigy(learning_rate, betas=(beta1, beta2), eps=epsilon, estim_lr0=initial_distance,"
        " estim_lr_coef=distance_factor, weight_decay=weight_decay, safeguard_warmup=safeguard_warmup)",
        "bias_correction=True",
    ),
    "radam": Peer(f"optax.radam({_ADAM})"),
    "rmsprop": Peer(f"optax.rmsprop({_RMSPROP})"),
    "rmsprop_centered": Peer(f"optax.rmsprop({_RMSPROP}, centered=True)"),
    "rmsprop_momentum": Peer(f"optax.rmsprop({_RMSPROP}, momentum=momentum)"),
    "rprop": Peer(
        "optax.rprop(learning_rate, eta_minus=eta_minus, eta_plus=eta_plus,"
        " min_step_size=learning_rate * minimum_factor, max_step_size=learning_rate * maximum_factor)"
    ),
    "schedule_free_adamw": Peer(f"optax.contrib.schedule_free_adamw({_ADAM}, weight_decay=weight_decay)"),
    "schedule_free_sgd": Peer("optax.contrib.schedule_free_sgd(learning_rate, b1=momentum)"),
    "sgd": Peer("optax.sgd(learning_rate)"),
    "yogi": Peer(f"optax.yogi({_ADAM})", note="the mean starts at 1e-6 there"),
}


def library() -> Any:
    """The library itself."""
    return import_module("optax")


def version() -> str:
    """The library's version."""
    return library().__version__


def descend(peer: Peer, values: dict[str, Any], start: Params, gradient: Gradient, steps: int) -> list[Params]:
    """After each step, the parameters that are used outside of training."""
    jax: Any = import_module("jax")
    optax = library()
    used: list[Params] = []
    with jax.enable_x64(True):
        transformation = build(peer, {**values, "optax": optax})
        update = jax.jit(transformation.update)
        params: Any = {name: jax.numpy.asarray(param) for name, param in start.items()}
        state = transformation.init(params)
        for k in range(steps):
            grads = gradient({name: np.asarray(param) for name, param in params.items()}, k)
            updates, state = update(grads, state, params)
            params = optax.apply_updates(params, updates)
            averaged = isinstance(state, optax.contrib.ScheduleFreeState)
            shown: Any = optax.contrib.schedule_free_eval_params(state, params) if averaged else params
            used.append({name: np.asarray(param) for name, param in shown.items()})
    return used
