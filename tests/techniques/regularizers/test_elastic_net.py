"""The elastic net penalty."""

import keras
import numpy as np
import pytest
import sklearn.linear_model

from descentlab.techniques.regularizers.elastic_net import ElasticNet
from descentlab.techniques.regularizers.l1 import L1
from descentlab.techniques.regularizers.l2 import L2


def test_by_hand() -> None:
    penalty = ElasticNet(strength=0.5, l1_ratio=0.25)
    kernel = np.array([[3.0, -4.0], [0.0, 1.0]])
    # 0.5 * (0.25 * (3 + 4 + 0 + 1) + 0.75 * (9 + 16 + 0 + 1)) = 0.5 * (2 + 19.5)
    assert penalty.penalty(kernel) == 10.75
    # at 3: 0.5 * (0.25 + 0.75 * 6);  at -4: 0.5 * (-0.25 - 0.75 * 8);  at 1: 0.5 * (0.25 + 0.75 * 2)
    np.testing.assert_array_equal(penalty.gradient(kernel), [[2.375, -3.125], [0.0, 0.875]])


@pytest.mark.parametrize(("l1_ratio", "end"), [(1.0, L1(0.125)), (0.0, L2(0.125))])
def test_its_ends_are_l1_and_l2(l1_ratio: float, end: L1 | L2) -> None:
    kernel = np.random.default_rng(0).normal(size=(5, 3))
    penalty = ElasticNet(0.125, l1_ratio)
    assert penalty.penalty(kernel) == end.penalty(kernel)
    np.testing.assert_array_equal(penalty.gradient(kernel), end.gradient(kernel))


def test_keras() -> None:
    """Its two factors are the strength times the two shares."""
    kernel = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    theirs = keras.regularizers.L1L2(l1=0.5 * 0.25, l2=0.5 * 0.75)(kernel)
    assert ElasticNet(0.5, 0.25).penalty(kernel) == pytest.approx(float(theirs), rel=1e-6)


def test_scikit_learn_takes_half_of_the_square() -> None:
    """At its minimum the slope of half the mean squared error and of our penalty cancel, weight by weight."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 4))
    y = x @ np.array([2.0, -1.0, 0.5, 0.0]) + 0.1 * rng.normal(size=50)
    strength, l1_ratio = 0.5, 0.6
    model = sklearn.linear_model.ElasticNet(
        alpha=strength * (2 - l1_ratio), l1_ratio=l1_ratio / (2 - l1_ratio), fit_intercept=False, tol=1e-12
    ).fit(x, y)
    kernel = model.coef_
    slope = x.T @ (x @ kernel - y) / 50
    pull = ElasticNet(strength, l1_ratio).gradient(kernel)
    kept = kernel != 0
    assert kept.tolist() == [True, True, True, False]
    np.testing.assert_allclose(slope[kept] + pull[kept], 0, atol=1e-8)
    assert abs(slope[3]) < strength * l1_ratio  # too little to leave zero
