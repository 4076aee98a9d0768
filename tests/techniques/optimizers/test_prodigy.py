"""Prodigy."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from descentlab.techniques.optimizers.prodigy import Prodigy, Sums

from .peers import START, STEPS, gradient

OTHER = np.array([4.0, -3.0])
BETAS: dict[str, Any] = {"beta1": 0.75, "beta2": 0.875}


def test_steps_by_hand() -> None:
    optimizer = Prodigy(
        1.0, beta1=0.5, beta2=0.25, epsilon=0.5, weight_decay=0.25, initial_distance=0.0625, distance_factor=8.0
    )
    param = np.array([1.0])
    state = optimizer.init(param)
    # rate = 0.0625;  pull = 0.0625 * 2 = 0.125;  the weight lies at its start, so the distance stays
    grad = np.array([2.0])
    total = optimizer.measure(state, grad, param, 1.0)
    assert total == (0.0, 0.125)
    # mean = 0.5 * 0.0625 * 2 = 0.0625;  square = 0.75 * 0.125^2, its root 0.108253175473055
    # update = 0.0625 / (0.108253175473055 + 0.0625 * 0.5) + 0.25 * 1 = 0.44801847547959 + 0.25
    change, state = optimizer.step(state, grad, param, 1.0, total)
    assert change == pytest.approx(-0.0625 * 0.69801847547959, rel=1e-13)
    assert state.distance == 0.0625
    # pull = 0.5 * 0.125 + 0.0625 * 1 = 0.125;  w = 0.956373845282526, which is 0.043626154717474 from its start
    param = param + change
    grad = np.array([1.0])
    total = optimizer.measure(state, grad, param, 2.0)
    assert total.progress == pytest.approx(0.043626154717474, rel=1e-12)
    assert total.pull == pytest.approx(0.125, rel=1e-14)
    # progress = 0.0625 * 0.043626154717474;  distance = 8 * progress / 0.125 = 4 * 0.043626154717474
    # mean = 0.03125 + 0.03125 = 0.0625;  square = 0.0029296875 + 0.75 * 0.00390625 = 0.005859375
    # change = -0.0625 * (0.0625 / (0.0765465544619743 + 0.174504618869896 * 0.5) + 0.25 * 0.956373845282526)
    change, state = optimizer.step(state, grad, param, 2.0, total)
    assert state.distance == pytest.approx(0.174504618869896, rel=1e-12)
    update = 0.0625 / (0.0765465544619743 + 0.087252309434948) + 0.239093461320632
    assert change == pytest.approx(-0.0625 * update, rel=1e-12)


def both(optimizer: Any) -> tuple[np.ndarray, list[float]]:
    """Where two parameters go together, and the distance at each step. optimizer: as it is at a step from 1."""
    params = {"a": START, "b": OTHER}
    states = {name: optimizer(1).init(param) for name, param in params.items()}
    visited, distances = [], []
    for k in range(STEPS):
        own, t = optimizer(k + 1), k + 1.0
        grads = {"a": gradient(k, params["a"]), "b": params["b"] / 8}
        parts = [own.measure(states[name], grads[name], params[name], t) for name in params]
        total = Sums(*(sum(leaves) for leaves in zip(*parts, strict=True)))
        for name, param in params.items():
            change, states[name] = own.step(states[name], grads[name], param, t, total)
            params[name] = param + change
        assert states["a"].distance == states["b"].distance
        visited.append(np.concatenate([param.ravel() for param in params.values()]))
        distances.append(float(states["a"].distance))
    return np.stack(visited), distances


def both_by_optax(**settings: Any) -> tuple[np.ndarray, list[float]]:
    with jax.enable_x64(True):
        transformation: Any = optax.contrib.prodigy(betas=(0.75, 0.875), **settings)
        params: Any = {"a": jnp.asarray(START), "b": jnp.asarray(OTHER)}
        state, visited, distances = transformation.init(params), [], []
        for k in range(STEPS):
            grads = {"a": jnp.asarray(gradient(k, np.asarray(params["a"]))), "b": params["b"] / 8}
            updates, state = transformation.update(grads, state, params)
            params = optax.apply_updates(params, updates)
            visited.append(np.concatenate([np.ravel(param) for param in params.values()]))
            distances.append(float(state.estim_lr))
    return np.stack(visited), distances


@pytest.mark.parametrize("safeguard", [False, True])
def test_peer(safeguard: bool) -> None:
    """Two parameters, whose sums are one; the distance grows on the way."""
    own = Prodigy(
        0.5,
        **BETAS,
        epsilon=1e-4,
        weight_decay=0.125,
        initial_distance=1e-2,
        bias_correction=True,
        safeguard_warmup=safeguard,
    )
    visited, distances = both(lambda _: own)
    settings = {"learning_rate": 0.5, "eps": 1e-4, "weight_decay": 0.125, "estim_lr0": 1e-2}
    peer = both_by_optax(**settings, safeguard_warmup=safeguard)
    np.testing.assert_allclose(visited, peer[0], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(distances, peer[1], rtol=1e-9)
    assert distances[-1] > 2 * distances[0]
    assert np.max(abs(visited - both_by_optax(**settings, safeguard_warmup=not safeguard)[0])) > 1e-4


def test_optax_corrects_always() -> None:
    """Without the correction it is optax at rates from which that is divided out."""
    factors = [(1 - 0.75**t) / (1 - 0.875**t) ** 0.5 for t in range(1, STEPS + 1)]
    visited, distances = both(
        lambda _: Prodigy(1.0, **BETAS, epsilon=1e-4, initial_distance=1e-3, distance_factor=2.0)
    )
    settings = {"eps": 1e-4, "estim_lr0": 1e-3, "estim_lr_coef": 2.0}
    peer = both_by_optax(learning_rate=lambda count: jnp.asarray(factors)[count], **settings)
    np.testing.assert_allclose(visited, peer[0], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(distances, peer[1], rtol=1e-9)
    assert np.max(abs(visited - both_by_optax(learning_rate=1.0, **settings)[0])) > 1e-4


def test_a_schedule_enters() -> None:
    """Rates that change on the way, as a schedule hands them in."""
    rates = [0.25 * min(1.0, t / 8) for t in range(1, STEPS + 1)]
    visited, _ = both(lambda t: Prodigy(rates[t - 1], **BETAS, initial_distance=1e-2, bias_correction=True))
    peer = both_by_optax(learning_rate=lambda count: jnp.asarray(rates)[count], estim_lr0=1e-2)
    np.testing.assert_allclose(visited, peer[0], rtol=1e-9, atol=1e-12)


def test_it_finds_the_rate() -> None:
    """Half the squared distance from 100: of starts a millionth and a hundredth, both come near."""
    for initial in (1e-6, 1e-2):
        optimizer = Prodigy(initial_distance=initial)
        param = np.zeros(2)
        state = optimizer.init(param)
        for t in range(1, 801):
            grad = param - 100
            total = optimizer.measure(state, grad, param, float(t))
            change, state = optimizer.step(state, grad, param, float(t), total)
            param = param + change
        assert np.all(abs(param - 100) < 1)


def test_nothing_found_at_a_rate_of_zero() -> None:
    """As at the start of a warm-up: no 0/0, and the distance stays."""
    optimizer, param = Prodigy(0.0), np.array([1.0, 2.0])
    state = optimizer.init(param)
    total = optimizer.measure(state, np.ones(2), param, 1.0)
    assert total.pull == 0
    change, state = optimizer.step(state, np.ones(2), param, 1.0, total)
    np.testing.assert_array_equal(change, [0.0, 0.0])
    assert state.distance == 1e-6


def test_the_first_value_is_kept_apart() -> None:
    """A parameter that a framework moves in place does not move its start."""
    param = np.array([1.0, -2.0])
    state = Prodigy().init(param)
    param += 1
    np.testing.assert_array_equal(state.start, [1.0, -2.0])
