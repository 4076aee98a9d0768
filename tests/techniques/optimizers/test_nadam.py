"""NAdam."""

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.nadam import NAdam, NAdamState
from descentlab.techniques.regularizers.weight_decay import WeightDecay

from .peers import assert_other_descent, assert_same_descent, by_keras, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    """The momenta at steps 1, 2, 3 are 0.5 * (1 - 0.96^t / 2) = 0.26, 0.2696, 0.278816."""
    optimizer = NAdam(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.5, momentum_decay=1.0)
    param = np.array([1.0])
    # mean = 1;  square = 1, corrected 4;  product = 0.26
    # direction = 0.74 * 2 / 0.74 + 0.2696 * 1 / (1 - 0.26 * 0.2696) = 2 + 0.2696 / 0.929904
    change, state = optimizer.step(optimizer.init(param), np.array([2.0]), param, 1.0)
    assert change == pytest.approx(-0.09159689602367557, rel=1e-14)
    assert state.product == pytest.approx(0.26, rel=1e-15)
    # mean = -2;  square = 7, corrected 16;  product = 0.26 * 0.2696 = 0.070096
    # direction = 0.7304 * -5 / 0.929904 + 0.278816 * -2 / (1 - 0.070096 * 0.278816);  over 4.5
    change, state = optimizer.step(state, np.array([-5.0]), param, 2.0)
    assert change == pytest.approx(0.09991188122291877, rel=1e-14)
    assert (state.mean, state.square) == (-2.0, 7.0)


def test_peer() -> None:
    """PyTorch keeps the product of momenta in float32, whatever the parameter's dtype."""
    own = ours(lambda _: NAdam(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625, momentum_decay=0.25))
    peer = by_torch(
        lambda params: torch.optim.NAdam(params, 0.125, betas=(0.75, 0.875), eps=0.0625, momentum_decay=0.25)
    )
    assert_same_descent(own, peer, tolerance=1e-6)


def test_keras_has_a_momentum_decay_of_one() -> None:
    keras = by_keras(lambda optimizers: optimizers.Nadam(0.125, beta_1=0.75, beta_2=0.875, epsilon=0.0625))
    own = ours(lambda _: NAdam(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625, momentum_decay=1.0))
    assert_same_descent(own, keras)
    assert_other_descent(own, ours(lambda _: NAdam(0.125, 0.75, 0.875, 0.0625)))


def test_optax_has_no_schedule() -> None:
    """Its momentum is beta1 from the first step, as here when the decay is fast beyond measure."""
    own = ours(lambda _: NAdam(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625, momentum_decay=1e4))
    assert_same_descent(own, by_optax(lambda: optax.nadam(0.125, b1=0.75, b2=0.875, eps=0.0625)))
    assert_other_descent(own, ours(lambda _: NAdam(0.125, 0.75, 0.875, 0.0625, momentum_decay=1.0)))


class NAdamW(NAdam):
    """NAdam beside the regularizer ``weight_decay``."""

    def step(
        self, state: NAdamState, grad: np.ndarray, param: np.ndarray, t: float
    ) -> tuple[np.ndarray, NAdamState]:
        change, state = super().step(state, grad, param, t)
        return change + WeightDecay(0.5).change(param, self.learning_rate), state


def test_beside_weight_decay_it_is_nadamw() -> None:
    def torch_nadam(params: list[torch.Tensor], decoupled: bool = True) -> torch.optim.Optimizer:
        return torch.optim.NAdam(
            params, 0.125, (0.75, 0.875), 0.0625, weight_decay=0.5, decoupled_weight_decay=decoupled
        )

    own = ours(lambda _: NAdamW(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625))
    assert_same_descent(own, by_torch(torch_nadam), tolerance=1e-6)
    assert_other_descent(own, by_torch(lambda params: torch_nadam(params, decoupled=False)))
    assert_same_descent(
        ours(lambda _: NAdamW(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625, momentum_decay=1e4)),
        by_optax(lambda: optax.nadamw(0.125, b1=0.75, b2=0.875, eps=0.0625, weight_decay=0.5)),
    )
