"""RAdam."""

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.radam import RAdam, RAdamState

from .peers import assert_other_descent, assert_same_descent, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    """The first steps follow the corrected mean alone."""
    optimizer = RAdam(learning_rate=0.1, beta1=0.5, beta2=0.875, epsilon=0.5)
    param = np.array([1.0])
    # mean = 0.5 * 2 = 1, corrected 2;  length 1
    change, state = optimizer.step(optimizer.init(param), np.array([2.0]), param, 1.0)
    assert change == pytest.approx(-0.2, rel=1e-15)
    assert (state.ages, state.weight) == (0.0, 1.0)
    # mean = 0.5 - 2.5 = -2, corrected -2 / 0.75;  length = 1 + 2 * 0.875 / 1.875, far from 5
    change, state = optimizer.step(state, np.array([-5.0]), param, 2.0)
    assert change == pytest.approx(0.26666666666666666, rel=1e-14)
    assert (state.ages, state.weight) == (0.875, 1.875)


def test_trusted_step_by_hand() -> None:
    """After many steps weight = 1 / (1 - 0.875) = 8, ages = 8 * 7 = 56, length = limit = 15: trust is 1."""
    optimizer = RAdam(learning_rate=0.1, beta1=0.5, beta2=0.875, epsilon=0.5)
    mean, square, ages, weight = (np.array([value]) for value in (1.0, 8.0, 56.0, 8.0))
    # mean = 0.5 + 1.5 = 2;  square = 7 + 0.125 * 9 = 8.125, its root 2.850438562747845;  over 3.350438562747845
    state = RAdamState(mean, square, ages, weight)
    change, _ = optimizer.step(state, np.array([3.0]), np.zeros(1), 1000.0)
    assert change == pytest.approx(-0.05969367778407226, rel=1e-14)


def test_peer_with_epsilon_after_the_correction() -> None:
    own = ours(lambda _: RAdam(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625))
    assert_same_descent(own, by_optax(lambda: optax.radam(0.125, b1=0.75, b2=0.875, eps=0.0625)))


def test_torch_adds_epsilon_before_the_correction() -> None:
    own = ours(lambda t: RAdam(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625 / (1 - 0.875**t) ** 0.5))
    peer = by_torch(lambda params: torch.optim.RAdam(params, 0.125, betas=(0.75, 0.875), eps=0.0625))
    assert_same_descent(own, peer)
    assert_other_descent(peer, ours(lambda _: RAdam(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625)))


@pytest.mark.parametrize("beta2", [0.0, 1 / 3, 0.5, 0.6])
def test_short_memory_is_never_trusted(beta2: float) -> None:
    """Limits of 1, 2, 3 and 4 would divide by zero or take the root of what is negative."""
    own = ours(lambda _: RAdam(0.125, beta1=0.75, beta2=beta2))
    assert_same_descent(own, by_torch(lambda params: torch.optim.RAdam(params, 0.125, betas=(0.75, beta2))))


def test_float32_keeps_the_threshold() -> None:
    """At beta2 = 0.9999 the length at step 5 is 4.9996, and the paper's formula loses it in float32."""
    optimizer = RAdam(*(np.asarray(value, "float32") for value in (0.125, 0.75, 0.9999, 1e-8)))
    param = np.zeros(1, "float32")
    state = optimizer.init(param)
    for t in range(1, 7):
        change, state = optimizer.step(state, np.ones(1, "float32"), param, np.float32(t))
        assert change.dtype == np.float32
        if t < 6:
            assert change == pytest.approx(-0.125, rel=1e-5)
        else:
            assert abs(change) < 0.01
