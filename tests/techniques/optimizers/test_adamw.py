"""AdamW."""

import numpy as np
import optax
import torch

from descentlab.techniques.optimizers.adam import Adam
from descentlab.techniques.optimizers.adamw import AdamW

from .peers import assert_same_descent, by_keras, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    optimizer = AdamW(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.5, weight_decay=0.25)
    param = np.array([3.0, 0.0])
    # mean = 0.5 * 2 = 1, corrected 2;  square = 0.25 * 4 = 1, corrected 4;  Adam's part -0.1 * 2 / 2.5 = -0.08
    # the weight's part = -0.1 * 0.25 * 3 = -0.075, and nothing for a weight of zero
    change, state = optimizer.step(optimizer.init(param), np.array([2.0, 2.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.155, -0.08], rtol=1e-15)
    # at weights 4 and -8: mean -2, corrected -2 / 0.75;  square 7, corrected 7 / 0.4375 = 16
    # Adam's part = 0.26666... / 4.5 = 0.05925925925925926;  the weights' parts -0.1 and 0.2
    change, state = optimizer.step(state, np.array([-5.0, -5.0]), np.array([4.0, -8.0]), 2.0)
    np.testing.assert_allclose(change, [-0.04074074074074074, 0.25925925925925926], rtol=1e-14)
    np.testing.assert_array_equal(state.mean, [-2.0, -2.0])  # the averages never saw the weights
    np.testing.assert_array_equal(state.square, [7.0, 7.0])


def test_peers() -> None:
    own = ours(lambda _: AdamW(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625, weight_decay=0.5))
    assert_same_descent(
        own, by_optax(lambda: optax.adamw(0.125, b1=0.75, b2=0.875, eps=0.0625, weight_decay=0.5))
    )
    assert_same_descent(
        own,
        by_torch(
            lambda params: torch.optim.AdamW(params, 0.125, betas=(0.75, 0.875), eps=0.0625, weight_decay=0.5)
        ),
    )


def test_keras_adds_epsilon_before_the_correction() -> None:
    own = ours(
        lambda t: AdamW(
            0.125, beta1=0.75, beta2=0.875, epsilon=0.0625 / (1 - 0.875**t) ** 0.5, weight_decay=0.5
        )
    )
    assert_same_descent(
        own,
        by_keras(
            lambda optimizers: optimizers.AdamW(
                0.125, weight_decay=0.5, beta_1=0.75, beta_2=0.875, epsilon=0.0625
            )
        ),
    )


def test_without_decay_it_is_adam() -> None:
    own = ours(lambda _: AdamW(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625, weight_decay=0.0))
    np.testing.assert_array_equal(own, ours(lambda _: Adam(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625)))
