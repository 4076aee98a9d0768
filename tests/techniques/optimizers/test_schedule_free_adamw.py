"""Schedule-free AdamW."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from descentlab.techniques.optimizers.schedule_free_adamw import ScheduleFreeAdamW

from .peers import (
    START,
    STEPS,
    assert_other_descent,
    assert_same_descent,
    by_keras,
    by_optax,
    gradient,
    ours,
)


def test_steps_by_hand() -> None:
    optimizer = ScheduleFreeAdamW(0.1, beta1=0.75, beta2=0.75, epsilon=0.5, weight_decay=0.5)
    param = np.array([1.0])
    state = optimizer.init(param)
    np.testing.assert_array_equal(optimizer.evaluation_weights(state, param), param)
    # square = 0.25 * 4 = 1, corrected 4;  z = 1 - 0.1 * (2 / 2.5 + 0.5 * 1) = 0.87, and x = y = z
    change, state = optimizer.step(state, np.array([2.0]), param, 1.0)
    assert change == pytest.approx(-0.13, rel=1e-14)
    assert optimizer.evaluation_weights(state, param + change) == pytest.approx(0.87, rel=1e-14)
    # square = 0.75 + 0.25 = 1, corrected 1 / 0.4375, its root 1.51185789203691;  at twice the rate
    # z = 0.87 - 0.2 * (-1 / 2.01185789203691 + 0.5 * 0.87) = 0.882410599919416;  total = 0.05, share 0.8
    # x = 0.2 * 0.87 + 0.8 * z = 0.879928479935533;  y = 0.25 * z + 0.75 * x = 0.880549009931503
    faster = optimizer._replace(learning_rate=0.2)
    change, state = faster.step(state, np.array([-1.0]), param + change, 2.0)
    assert change == pytest.approx(0.010549009931503, rel=1e-11)
    assert state.z == pytest.approx(0.882410599919416, rel=1e-14)
    evaluated = faster.evaluation_weights(state, np.array([0.880549009931503]))
    assert evaluated == pytest.approx(0.879928479935533, rel=1e-14)


def test_peers() -> None:
    own = ours(lambda _: ScheduleFreeAdamW(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625))
    peer = by_optax(lambda: optax.contrib.schedule_free_adamw(0.125, b1=0.75, b2=0.875, eps=0.0625))
    assert_same_descent(own, peer)
    made = by_keras(
        lambda optimizers: optimizers.ScheduleFreeAdamW(0.125, beta_1=0.75, beta_2=0.875, epsilon=0.0625)
    )
    assert_same_descent(own, made)  # it weighs all steps alike, which a constant rate does too


def test_weights_decay_at_y() -> None:
    own = ours(lambda _: ScheduleFreeAdamW(0.125, 0.75, 0.875, 0.0625, weight_decay=0.25))
    assert_same_descent(
        own,
        by_optax(
            lambda: optax.contrib.schedule_free_adamw(0.125, b1=0.75, b2=0.875, eps=0.0625, weight_decay=0.25)
        ),
    )
    assert_other_descent(own, ours(lambda _: ScheduleFreeAdamW(0.125, 0.75, 0.875, 0.0625)))


def test_peer_with_a_warm_up() -> None:
    """optax counts the base's steps from 0 and those of the weights from 1."""
    rates = [0.125 * min(1.0, t / 8) for t in range(1, STEPS + 2)]

    def make() -> optax.GradientTransformation:
        table = jnp.asarray(rates)
        base = optax.rmsprop(
            lambda count: table[count], decay=0.875, eps=0.0625, eps_in_sqrt=False, bias_correction=True
        )
        return optax.contrib.schedule_free(base, lambda count: table[count - 1], b1=0.75)

    own = ours(lambda t: ScheduleFreeAdamW(rates[t - 1], beta1=0.75, beta2=0.875, epsilon=0.0625))
    assert_same_descent(own, by_optax(make))
    alike = by_keras(
        lambda optimizers: optimizers.ScheduleFreeAdamW(
            0.125, beta_1=0.75, beta_2=0.875, epsilon=0.0625, warmup_steps=8
        )
    )
    assert_other_descent(own, alike)


def test_evaluation_weights_of_the_peer() -> None:
    optimizer = ScheduleFreeAdamW(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625)
    with jax.enable_x64(True):
        peer = optax.contrib.schedule_free_adamw(0.125, b1=0.75, b2=0.875, eps=0.0625)
        param, peer_state = START, peer.init(jnp.asarray(START))
        state = optimizer.init(param)
        for k in range(STEPS):
            grad = gradient(k, param)
            _, peer_state = peer.update(jnp.asarray(grad), peer_state, jnp.asarray(param))
            change, state = optimizer.step(state, grad, param, k + 1.0)
            param = param + change
            expected = optax.contrib.schedule_free_eval_params(peer_state, jnp.asarray(param))
            np.testing.assert_allclose(
                optimizer.evaluation_weights(state, param), np.asarray(expected), rtol=1e-12, atol=1e-12
            )


def test_a_warm_up_from_zero() -> None:
    """At a rate of zero nothing moves and nothing counts but the mean square."""
    param = np.array([1.0, -2.0])
    state = ScheduleFreeAdamW().init(param)
    change, state = ScheduleFreeAdamW(0.0).step(state, np.array([3.0, 4.0]), param, 1.0)
    np.testing.assert_array_equal(change, [0.0, 0.0])
    assert state.total == 0
    assert np.all(state.square > 0)
    np.testing.assert_array_equal(ScheduleFreeAdamW().evaluation_weights(state, param), param)
