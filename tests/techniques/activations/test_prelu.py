"""Parametric ReLU."""

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.contracts import Weights
from descentlab.techniques.activations.prelu import PReLU

X = np.array([[-2.0, 1.0, -4.0], [0.0, -3.0, 5.0]])
DY = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
SLOPE = np.array([0.5, 0.25, -1.0])


def test_by_hand() -> None:
    params = {"slope": SLOPE}
    y, saved, state = PReLU().forward(params, {}, X, {})
    np.testing.assert_array_equal(y, [[-1.0, 1.0, 4.0], [0.0, -0.75, 5.0]])
    assert state == {}
    dx, grads = PReLU().backward(params, saved, DY)
    # 0.5 * 1, 2, -1 * 3; at 0 the slope: 0.5 * 4, 0.25 * 5, 6
    np.testing.assert_array_equal(dx, [[0.5, 2.0, -3.0], [2.0, 1.25, 6.0]])
    # 1 * -2 + 4 * 0, 5 * -3, 3 * -4
    np.testing.assert_array_equal(grads["slope"], [-2.0, -15.0, -12.0])


def test_shared_by_hand() -> None:
    params = {"slope": np.array([0.5])}
    y, saved, _ = PReLU(shared=True).forward(params, {}, X, {})
    np.testing.assert_array_equal(y, [[-1.0, 1.0, -2.0], [0.0, -1.5, 5.0]])
    dx, grads = PReLU(shared=True).backward(params, saved, DY)
    np.testing.assert_array_equal(dx, [[0.5, 2.0, 1.5], [2.0, 2.5, 6.0]])
    np.testing.assert_array_equal(grads["slope"], [-29.0])  # -2 - 15 - 12


def test_needs() -> None:
    """A slope for each feature, for each channel of an image, or a single one."""
    assert PReLU().needs((5,)).parameters == {"slope": Weights((5,), value=0.25)}
    assert PReLU(0.1).needs((6, 7, 3)).parameters == {"slope": Weights((3,), value=0.1)}
    assert PReLU(shared=True).needs((6, 7, 3)).parameters == {"slope": Weights((1,), value=0.25)}
    assert PReLU().needs((6, 7, 3)).output == (6, 7, 3)


@pytest.mark.parametrize("shared", [False, True])
def test_against_pytorch(shared: bool) -> None:
    """On images, whose channels PyTorch has on the second axis; 0 is among the inputs."""
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(2, 4, 5, 3)), rng.normal(size=(2, 4, 5, 3))
    x[0, 0, 0, :] = 0
    slope = np.array([0.3]) if shared else SLOPE
    own = PReLU(shared=shared)
    y, saved, _ = own.forward({"slope": slope}, {}, x, {})
    dx, grads = own.backward({"slope": slope}, saved, dy)
    there = torch.tensor(np.moveaxis(x, -1, 1), requires_grad=True)
    weight = torch.tensor(slope, requires_grad=True)
    theirs = torch.nn.functional.prelu(there, weight)
    theirs.backward(torch.tensor(np.moveaxis(dy, -1, 1)))
    np.testing.assert_allclose(np.moveaxis(y, -1, 1), theirs.detach(), rtol=1e-12)
    np.testing.assert_allclose(np.moveaxis(dx, -1, 1), there.grad, rtol=1e-12)
    np.testing.assert_allclose(grads["slope"], weight.grad, rtol=1e-12)


@pytest.mark.usefixtures("in_float64")
def test_against_keras() -> None:
    """With shared_axes, and away from 0, where Keras's derivative is 0 and not the slope."""
    rng = np.random.default_rng(1)
    x, dy = rng.normal(size=(2, 4, 5, 3)), rng.normal(size=(2, 4, 5, 3))
    layer = keras.layers.PReLU(shared_axes=[1, 2])
    layer.build(x.shape)

    def theirs(slope, x):
        return layer.stateless_call([slope.reshape(1, 1, 3)], [], x)[0]

    expected, pull = jax.vjp(theirs, SLOPE, x)
    dslope, expected_dx = pull(jax.numpy.asarray(dy))
    y, saved, _ = PReLU().forward({"slope": SLOPE}, {}, x, {})
    dx, grads = PReLU().backward({"slope": SLOPE}, saved, dy)
    np.testing.assert_allclose(y, expected, rtol=1e-12)
    np.testing.assert_allclose(dx, expected_dx, rtol=1e-12)
    np.testing.assert_allclose(grads["slope"], dslope, rtol=1e-12)


def test_huge_inputs() -> None:
    params = {"slope": np.array([0.25])}
    y, saved, _ = PReLU().forward(params, {}, np.array([[-1000.0], [1000.0]]), {})
    np.testing.assert_array_equal(y, [[-250.0], [1000.0]])
    dx, grads = PReLU().backward(params, saved, np.ones((2, 1)))
    np.testing.assert_array_equal(dx, [[0.25], [1.0]])
    np.testing.assert_array_equal(grads["slope"], [-1000.0])
