"""Our optimizers as optax's gradient transformations."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from descentlab import catalogue
from descentlab.adapters.optax import evaluation_weights, to_optax
from descentlab.techniques.optimizers.adam import Adam
from descentlab.techniques.optimizers.prodigy import Prodigy
from descentlab.techniques.optimizers.schedule_free_sgd import ScheduleFreeSGD
from descentlab.techniques.optimizers.sgd import SGD
from descentlab.techniques.schedules.polynomial import Polynomial
from descentlab.training.update import optimize

PARAMS = {"dense": {"kernel": [[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]], "bias": [0.5, -0.5, 2.0]}, "scale": 1.5}


def tree(dtype=jnp.float32):
    return jax.tree.map(
        lambda one: jnp.asarray(one, dtype), PARAMS, is_leaf=lambda one: not isinstance(one, dict)
    )


def gradient(params, k):
    """Of a bowl whose middle wanders."""
    return jax.tree.map(lambda one: 2 * (one - 0.1 * (k + 1)), params)


def descend(transformation, params, steps):
    state = transformation.init(params)
    for k in range(steps):
        updates, state = transformation.update(gradient(params, k), state, params)
        params = optax.apply_updates(params, updates)
    return params, state


def assert_close(found, expected, rtol=1e-6):
    for a, b in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-7)


SHORT = {"adam", "muon", "prodigy", "schedule_free_adamw"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[] if n in SHORT else pytest.mark.long) for n in catalogue.names("optimizers")],
)
def test_takes_the_reference_engines_steps(name):
    optimizer = catalogue.build("optimizers", name)
    params = {str(i): np.asarray(leaf, np.float64) for i, leaf in enumerate(jax.tree.leaves(tree()))}
    memory = {key: optimizer.init(param) for key, param in params.items()}
    for k in range(3):
        grads = {key: 2 * (param - 0.1 * (k + 1)) for key, param in params.items()}
        changes, memory = optimize(optimizer, memory, grads, params, k + 1.0)
        params = {key: param + changes[key] for key, param in params.items()}
    with jax.enable_x64(True):
        found, _ = descend(to_optax(optimizer), tree(jnp.float64), 3)
    for a, b in zip(jax.tree.leaves(found), params.values(), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-6)  # decays are raised to a count in float32


def test_adam_is_optaxs():
    found, _ = descend(to_optax(Adam(0.1, 0.8, 0.9, 1e-3)), tree(), 6)
    expected, _ = descend(optax.adam(0.1, b1=0.8, b2=0.9, eps=1e-3), tree(), 6)
    assert_close(found, expected, rtol=1e-5)


def test_a_chain_jitted_and_vmapped():
    transformation = optax.chain(optax.clip_by_global_norm(0.5), to_optax(SGD(0.1)))
    expected, _ = descend(optax.chain(optax.clip_by_global_norm(0.5), optax.sgd(0.1)), tree(), 3)
    found, _ = jax.jit(lambda params: descend(transformation, params, 3))(tree())
    assert_close(found, expected)
    twice = jax.tree.map(lambda one: jnp.stack([one, one]), tree())
    found, _ = jax.vmap(lambda params: descend(transformation, params, 3))(twice)
    assert_close(jax.tree.map(lambda one: one[1], found), expected)


def test_hyperparameters_are_injected():
    schedule = optax.linear_schedule(0.5, 0.1, 4)
    transformation = optax.inject_hyperparams(to_optax(Adam))(learning_rate=schedule, beta2=0.9)
    found, state = descend(transformation, tree(), 3)
    expected, _ = descend(optax.adam(schedule, b2=0.9), tree(), 3)
    assert_close(found, expected, rtol=1e-5)
    assert state.hyperparams["learning_rate"] == pytest.approx(0.3)
    assert set(state.hyperparams) == {"learning_rate", "beta1", "beta2", "epsilon"}


def test_our_schedule():
    ours = to_optax(SGD(0.5), schedule=Polynomial(decay_steps=4, alpha=0.2))
    expected, _ = descend(optax.sgd(optax.linear_schedule(0.5, 0.1, 4)), tree(), 6)
    assert_close(descend(ours, tree(), 6)[0], expected)


def test_masked_and_divided_parameters():
    """Only biases move; and a rate of their own for those of a label."""
    mask = {"dense": {"kernel": False, "bias": True}, "scale": False}
    found, _ = descend(optax.masked(to_optax(SGD(0.1)), mask), tree(), 1)
    np.testing.assert_allclose(found["dense"]["bias"], 0.8 * tree()["dense"]["bias"] + 0.02, rtol=1e-6)
    labels = {"dense": {"kernel": "slow", "bias": "fast"}, "scale": "slow"}
    parts = {"slow": to_optax(SGD(0.0)), "fast": to_optax(Prodigy())}
    found, _ = descend(optax.multi_transform(parts, labels), tree(), 2)
    np.testing.assert_array_equal(found["dense"]["kernel"], tree()["dense"]["kernel"])
    assert not np.array_equal(found["dense"]["bias"], tree()["dense"]["bias"])


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float16])
def test_low_precision_stays(dtype):
    params, state = descend(to_optax(Adam(epsilon=1e-3)), tree(dtype), 3)
    assert {leaf.dtype for leaf in jax.tree.leaves((params, state.memory))} == {jnp.dtype(dtype)}
    assert all(bool(jnp.isfinite(leaf).all()) for leaf in jax.tree.leaves(params))


def test_averages_are_found_in_a_chain():
    optimizer = ScheduleFreeSGD(learning_rate=0.1)
    params, state = descend(optax.chain(optax.clip(1.0), to_optax(optimizer)), tree(), 4)
    expected, there = descend(optax.chain(optax.clip(1.0), optax.contrib.schedule_free_sgd(0.1)), tree(), 4)
    assert_close(params, expected, rtol=1e-5)
    used = optax.contrib.schedule_free_eval_params(there[1], expected)
    assert_close(evaluation_weights(optimizer, state, params), used, rtol=1e-5)
    assert evaluation_weights(Adam(), (), params) is params
    with pytest.raises(ValueError, match="holds 0 states"):
        evaluation_weights(optimizer, (), params)


def test_parameters_are_needed():
    transformation = to_optax(Adam())
    with pytest.raises(ValueError, match=r"call update\(grads, state, params\)"):
        transformation.update(tree(), transformation.init(tree()))
