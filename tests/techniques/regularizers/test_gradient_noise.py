"""Gradient noise."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from descentlab.techniques.regularizers.gradient_noise import GradientNoise


def test_by_hand() -> None:
    rule = GradientNoise(eta=0.25, gamma=2.0)
    grads, noise = {"w": np.array([1.0, -2.0])}, {"w": np.array([2.0, -1.0])}
    # step 0: variance 0.25, deviation 0.5;  1 + 0.5 * 2, -2 - 0.5
    np.testing.assert_array_equal(rule.apply(grads, {}, 0.0, noise)["w"], [2.0, -2.5])
    # step 3: variance 0.25 / 16, deviation 0.125
    np.testing.assert_array_equal(rule.apply(grads, {}, 3.0, noise)["w"], [1.25, -2.125])


def test_neutral() -> None:
    grads, noise = {"w": np.array([1.0, -2.0])}, {"w": np.array([2.0, -1.0])}
    np.testing.assert_array_equal(GradientNoise(eta=0.0).apply(grads, {}, 5.0, noise)["w"], grads["w"])
    steady = GradientNoise(eta=0.25, gamma=0.0).apply(grads, {}, 1e6, noise)["w"]
    np.testing.assert_array_equal(steady, [2.0, -2.5])


def test_same_law_as_optax() -> None:
    """It draws its own noise: compared are the mean and the deviation at each step."""
    size, eta, gamma = 100_000, 0.3, 0.55
    rule = optax.add_noise(eta, gamma, key=0)
    state = rule.init({"w": jnp.zeros(size)})
    rng = np.random.default_rng(0)
    for step in range(4):
        updates, state = rule.update({"w": jnp.ones(size)}, state)
        noise = {"w": rng.normal(size=size)}
        own = GradientNoise(eta, gamma).apply({"w": np.ones(size)}, {}, float(step), noise)["w"]
        for values in (np.asarray(updates["w"], float), own):
            assert np.mean(values) == pytest.approx(1.0, abs=5 * np.sqrt(eta / size))
            assert np.std(values) == pytest.approx(np.std(own), rel=0.015)
            assert np.mean(abs(values - 1) < np.std(own)) == pytest.approx(0.6827, abs=0.01)  # normal


def test_optax_with_the_same_noise() -> None:
    """What it draws is drawn beside it from its own key, and handed to ours."""
    with jax.enable_x64(True):
        rule = optax.add_noise(0.3, 0.55, key=1)
        grads = {"kernel": jnp.asarray([[0.5, -1.0]]), "bias": jnp.asarray([2.0])}
        state = rule.init(grads)
        for step in range(4):
            _, key = jax.random.split(state.rng_key)
            noise = optax.tree.random_like(key, grads, sampler=jax.random.normal)
            updates, state = rule.update(grads, state)
            own = GradientNoise(0.3, 0.55).apply(grads, {}, float(step), noise)
            for name in grads:
                np.testing.assert_allclose(own[name], updates[name], rtol=1e-12)
                assert np.min(abs(updates[name] - grads[name])) > 1e-4
