"""Schedule-free SGD."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from descentlab.techniques.optimizers.schedule_free_sgd import ScheduleFreeSGD

from .peers import START, STEPS, assert_other_descent, assert_same_descent, by_optax, gradient, ours


def test_steps_by_hand() -> None:
    optimizer = ScheduleFreeSGD(learning_rate=0.1, momentum=0.75)
    param = np.array([1.0])
    state = optimizer.init(param)
    np.testing.assert_array_equal(optimizer.evaluation_weights(state, param), param)
    # z = 1 - 0.1 * 2;  total = 0.01, so all weight lies on it: x = y = z
    change, state = optimizer.step(state, np.array([2.0]), param, 1.0)
    assert change == pytest.approx(-0.2, rel=1e-14)
    assert state.z == pytest.approx(0.8, rel=1e-14)
    assert optimizer.evaluation_weights(state, param + change) == pytest.approx(0.8, rel=1e-14)
    # twice the rate: z = 0.8 - 0.2 * 1;  total = 0.05, share 0.8;  x = 0.2 * 0.8 + 0.8 * 0.6 = 0.64
    # y = 0.25 * 0.6 + 0.75 * 0.64 = 0.63
    faster = optimizer._replace(learning_rate=0.2)
    change, state = faster.step(state, np.array([1.0]), param + change, 2.0)
    assert change == pytest.approx(0.63 - 0.8, rel=1e-13)
    assert state.total == pytest.approx(0.05, rel=1e-14)
    assert faster.evaluation_weights(state, np.array([0.63])) == pytest.approx(0.64, rel=1e-14)


def rising(t: float) -> float:
    """A warm-up over eight steps."""
    return 0.25 * min(1.0, t / 8)


def rates(of: Callable[[float], float]) -> Callable[[Any], Any]:
    """The same for optax, which counts steps from 0 for SGD."""
    table = jnp.asarray([of(t) for t in range(1, STEPS + 2)])
    return lambda count: table[count]


def schedule_free(of: Callable[[float], float]) -> optax.GradientTransformation:
    """And from 1 for the weights, which its shortcut with warm-up passes over."""
    by_step = rates(of)
    return optax.contrib.schedule_free(optax.sgd(by_step), lambda count: by_step(count - 1), b1=0.75)


def test_peer() -> None:
    own = ours(lambda _: ScheduleFreeSGD(0.25, momentum=0.75))
    assert_same_descent(own, by_optax(lambda: optax.contrib.schedule_free_sgd(0.25, b1=0.75)))
    warm = ours(lambda t: ScheduleFreeSGD(rising(t), momentum=0.75))
    assert_same_descent(warm, by_optax(lambda: schedule_free(rising)))
    assert_other_descent(own, warm)


def test_falling_rates_weigh_less_than_in_optax() -> None:
    falling = {1: 0.25, 2: 0.125}
    own = ours(lambda t: ScheduleFreeSGD(falling.get(t, 0.0625), momentum=0.75))
    assert_other_descent(own, by_optax(lambda: schedule_free(lambda t: falling.get(int(t), 0.0625))))


def test_evaluation_weights_of_the_peer() -> None:
    optimizer = ScheduleFreeSGD(0.25, momentum=0.75)
    with jax.enable_x64(True):
        peer = optax.contrib.schedule_free_sgd(0.25, b1=0.75)
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


def test_evaluated_is_the_average() -> None:
    """With a constant rate the plain mean of all z, which are where plain steps lead."""
    optimizer = ScheduleFreeSGD(0.25)
    param, z = START, START
    state, all_z = optimizer.init(param), []
    for k in range(STEPS):
        z = z - 0.25 * gradient(k, param)
        change, state = optimizer.step(state, gradient(k, param), param, k + 1.0)
        all_z.append(z)
        param = param + change
        np.testing.assert_allclose(state.z, z, rtol=1e-13)
        np.testing.assert_allclose(
            optimizer.evaluation_weights(state, param), np.mean(all_z, axis=0), atol=1e-13
        )


def test_a_warm_up_from_zero() -> None:
    """At a rate of zero nothing moves and nothing counts."""
    param = np.array([1.0, -2.0])
    state = ScheduleFreeSGD().init(param)
    change, state = ScheduleFreeSGD(0.0).step(state, np.array([3.0, 4.0]), param, 1.0)
    np.testing.assert_array_equal(change, [0.0, 0.0])
    np.testing.assert_array_equal(ScheduleFreeSGD().evaluation_weights(state, param), param)
    change, state = ScheduleFreeSGD(0.5).step(state, np.array([3.0, 4.0]), param, 2.0)
    np.testing.assert_allclose(change, [-1.5, -2.0], rtol=1e-15)


def test_the_first_value_is_kept_apart() -> None:
    """A parameter that a framework moves in place does not move z."""
    param = np.array([1.0, -2.0])
    state = ScheduleFreeSGD().init(param)
    param += 1
    np.testing.assert_array_equal(state.z, [1.0, -2.0])
