"""Sharpness-aware minimization."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.sgd import SGD
from descentlab.techniques.regularizers.sharpness_aware import SharpnessAware


def test_by_hand() -> None:
    """Gradients 2, 4 and 4 have the norm 6: a radius of 3 is half of each."""
    params = {"kernel": np.array([[1.0, -1.0]]), "bias": np.array([0.5])}
    grads = {"kernel": np.array([[2.0, 4.0]]), "bias": np.array([-4.0])}
    place = SharpnessAware(rho=3.0).ascend(grads, params)
    np.testing.assert_allclose(place["kernel"], [[2.0, 1.0]], rtol=1e-15)
    np.testing.assert_allclose(place["bias"], [-1.5], rtol=1e-15)


def test_adaptive_by_hand() -> None:
    """|w| * g is 2, 4, -4 and 0, of norm 6: at rho 3 each weight moves by |w| times half of that."""
    params = {"kernel": np.array([[1.0, -2.0]]), "bias": np.array([0.5, 0.0])}
    grads = {"kernel": np.array([[2.0, 2.0]]), "bias": np.array([-8.0, 100.0])}
    place = SharpnessAware(rho=3.0, adaptive=True).ascend(grads, params)
    np.testing.assert_allclose(place["kernel"], [[2.0, 2.0]], rtol=1e-15)  # 1 + 1 * 1, -2 + 2 * 2
    np.testing.assert_allclose(place["bias"], [-0.5, 0.0], rtol=1e-15)  # 0.5 - 0.5 * 2


# a bowl with a moving middle, in two parameters
CURVATURE = {"kernel": np.array([[0.5, 1.0], [2.0, 4.0]]), "bias": np.array([1.5, 0.25])}
START = {"kernel": np.array([[1.0, -2.0], [0.5, 3.0]]), "bias": np.array([-0.25, 2.0])}


def gradient(step: int, params: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: CURVATURE[name] * param - np.sin(step + param) for name, param in params.items()}


def descent(rule: SharpnessAware, steps: int = 10) -> list[dict[str, np.ndarray]]:
    """SGD with the gradient taken at the rule's place."""
    params, visited = START, []
    for step in range(steps):
        grads = gradient(step, rule.ascend(gradient(step, params), params))
        params = {
            name: param + SGD(0.125).step((), grads[name], param, 1.0)[0] for name, param in params.items()
        }
        visited.append(params)
    return visited


def test_optax() -> None:
    """In its hands every second update is the step, the others climb."""
    with jax.enable_x64(True):
        climb = optax.chain(optax.contrib.normalize(), optax.sgd(0.5))
        optimizer = optax.contrib.sam(optax.sgd(0.125), climb, sync_period=2)
        params = jax.tree.map(jnp.asarray, START)
        state = optimizer.init(params)
        for step, own in enumerate(descent(SharpnessAware(rho=0.5))):
            for _ in range(2):
                updates, state = optimizer.update(gradient(step, params), state, params)
                params = optax.apply_updates(params, updates)
            for name in own:
                np.testing.assert_allclose(own[name], params[name], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("adaptive", [False, True])
def test_in_units_of_the_radius(adaptive: bool) -> None:
    """A second derivation, by PyTorch: the place maximizes the loss's slope within an ellipsoid.

    With v = (place - w) / size, the slope is the product of size * g and v, largest within |v| <= rho at
    rho * (size * g) / norm. PyTorch's clipping, with a norm that it surely exceeds, finds that v.
    """
    rng = np.random.default_rng(0)
    params = {name: rng.normal(size=param.shape) for name, param in START.items()}
    grads = {name: rng.normal(size=param.shape) for name, param in START.items()}
    rho = 0.25
    climbs = []
    for name, param in params.items():
        size = np.abs(param) if adaptive else np.ones_like(param)
        climb = torch.zeros(param.shape, dtype=torch.float64, requires_grad=True)
        climb.grad = torch.from_numpy(1e9 * size * grads[name])
        climbs.append(climb)
    torch.nn.utils.clip_grad_norm_(climbs, rho)
    place = SharpnessAware(rho, adaptive).ascend(grads, params)
    for (name, param), climb in zip(params.items(), climbs, strict=True):
        size = np.abs(param) if adaptive else np.ones_like(param)
        np.testing.assert_allclose(place[name], param + size * climb.grad.numpy(), rtol=1e-12)


def test_adaptive_does_not_see_how_layers_are_scaled() -> None:
    """Two factors of a product, one made larger and the other smaller: the product climbs to the same place."""
    w, v, slope = 2.0, -3.0, 0.7  # of the loss by the product w * v
    places = []
    for scale in (1.0, 8.0):
        params = {"w": np.array([w * scale]), "v": np.array([v / scale])}
        grads = {"w": slope * params["v"], "v": slope * params["w"]}
        place = SharpnessAware(0.5, adaptive=True).ascend(grads, params)
        places.append(place["w"] * place["v"])
    np.testing.assert_allclose(places[0], places[1], rtol=1e-14)
    assert abs(places[0] - w * v) > 0.1


@pytest.mark.parametrize("adaptive", [False, True])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_zero_and_huge_gradients(adaptive: bool, dtype: str) -> None:
    rule = SharpnessAware(0.5, adaptive)
    params = {"w": np.ones(2, dtype)}
    np.testing.assert_array_equal(rule.ascend({"w": np.zeros(2, dtype)}, params)["w"], [1.0, 1.0])
    place = rule.ascend({"w": np.array([3e30, -4e30], dtype)}, params)["w"]
    assert place.dtype == dtype
    np.testing.assert_allclose(place, [1.3, 0.6], rtol=1e-6)


def test_zero_weights_do_not_climb_where_adaptive() -> None:
    place = SharpnessAware(0.5, adaptive=True).ascend({"w": np.ones(2)}, {"w": np.zeros(2)})
    np.testing.assert_array_equal(place["w"], [0.0, 0.0])


def test_does_not_hide_what_is_no_number() -> None:
    place = SharpnessAware().ascend({"w": np.array([np.nan, 1.0])}, {"w": np.ones(2)})
    assert np.any(np.isnan(place["w"]))
