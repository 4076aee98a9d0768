"""One training step: in which order techniques act, worked by hand on a network of two weights."""

import numpy as np
import pytest

from descentlab import catalogue
from descentlab.techniques.layers.dense import Dense
from descentlab.techniques.losses.mean_squared_error import MeanSquaredError
from descentlab.training.network import Network
from descentlab.training.update import (
    Method,
    begin,
    declaration,
    evaluation_weights,
    train_step,
    watched,
)

X, Y = np.array([[1.0, 2.0]]), np.array([[3.0]])
START = {"dense1.kernel": np.array([[1.0], [0.5]])}


def method(**techniques):
    plain = Method(
        network=Network((Dense(1, use_bias=False),), MeanSquaredError()),
        initializer=catalogue.build("initializers", "zeros"),
        optimizer=catalogue.build("optimizers", "sgd(learning_rate=0.5)"),
        schedule=catalogue.build("schedules", "constant"),
    )
    return plain._replace(**techniques)


def regularizer(spec):
    return (catalogue.build("regularizers", spec),)


def after(found, steps=1, noise=None):
    declared = declaration(found, (2,), None)
    run = begin(found, START, {}, np.zeros(()))
    for step in range(steps):
        run, _ = train_step(found, declared, run, np.asarray(float(step)), X, Y, noise or {})
    return run


def kernel(run):
    return run.params["dense1.kernel"][:, 0]


def test_plain():
    """The output is 2, the loss (2 - 3)^2; the gradient 2 * (2 - 3) * x = (-2, -4)."""
    np.testing.assert_allclose(kernel(after(method())), [2.0, 2.5])


def test_penalties_are_part_of_the_gradient_that_is_clipped():
    """(-2, -4) + 2 * 0.5 * w = (-1, -3.5), cut to (-1, -2)."""
    found = method(penalties=regularizer("l2(strength=0.5)"), gradient_rules=regularizer("clip_value(limit=2)"))
    np.testing.assert_allclose(kernel(after(found)), [1.5, 1.5])


def test_the_gradient_is_taken_where_the_ascent_leads_and_the_step_made_from_here():
    """The gradient's direction is -(1, 2) / 5^0.5; with rho 5^0.5 the place is w - (1, 2) = (0, -1.5), the output
    there -3, the gradient -12 * x = (-12, -24)."""
    found = method(ascent_rules=regularizer(f"sharpness_aware(rho={5**0.5!r})"))
    np.testing.assert_allclose(kernel(after(found)), [7.0, 12.5])


def test_decay_stands_beside_the_optimizer_and_constraints_come_last():
    """(2, 2.5) - 0.5 * 0.4 * (1, 0.5) = (1.8, 2.4), of norm 3; brought to 1.5."""
    found = method(
        weight_rules=regularizer("weight_decay(strength=0.4)"), constraints=regularizer("max_norm(limit=1.5)")
    )
    np.testing.assert_allclose(kernel(after(found)), [0.9, 1.2], rtol=1e-6)


def test_noise_comes_by_the_rules_place_and_the_parameters_name():
    found = method(gradient_rules=regularizer("gradient_noise(eta=4)"))
    assert set(declaration(found, (2,), None).noise) == {"gradient_rules.0.dense1.kernel"}
    noise = {"gradient_rules.0.dense1.kernel": np.array([[1.0], [-1.0]])}
    np.testing.assert_allclose(kernel(after(found, noise=noise)), [2.0 - 1.0, 2.5 + 1.0])  # a deviation of 2


def test_averages_are_evaluated_and_do_not_move_the_training():
    """After two steps from (1, 0.5) by way of (2, 2.5): the output there 7, gradient 8 * x, so (-2, -5.5)."""
    found = method(averages=regularizer("swa(start_steps=1)"))
    run = after(found, 2)
    np.testing.assert_allclose(kernel(run), [-2.0, -5.5])
    np.testing.assert_allclose(evaluation_weights(found, run)["dense1.kernel"][:, 0], [0.0, -1.5])


def test_an_optimizers_own_evaluation_weights():
    found = method(optimizer=catalogue.build("optimizers", "schedule_free_sgd(learning_rate=0.5)"))
    run = after(found, 3)
    assert np.max(np.abs(evaluation_weights(found, run)["dense1.kernel"] - run.params["dense1.kernel"])) > 0.01


def test_a_watching_schedule_lowers_the_rate():
    """No better loss for one epoch: half the rate, and from (2, 2.5) half the step."""
    plateau = catalogue.build("schedules", "reduce_on_plateau(decay_factor=0.5, patience=1)")
    found = method(watching=plateau)
    declared = declaration(found, (2,), None)
    run = after(found)
    for loss in (1.0, 1.0):
        run = watched(found, run, np.asarray(loss))
    assert run.watching.factor == pytest.approx(0.5)
    run, _ = train_step(found, declared, run, np.asarray(1.0), X, Y, {})
    np.testing.assert_allclose(kernel(run), [0.0, -1.5])
