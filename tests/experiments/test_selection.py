"""Selection: equal budgets, the untuned score always beside, and what fewer rates would have brought."""

import math

import pytest

from descentlab.experiments.recipe import recipe
from descentlab.experiments.selection import budget, choose, learning_rates, rates_to_train

SGD = recipe(optimizer="sgd")  # its own rate is 0.01
ADAM = recipe(optimizer="adam")  # 0.001


def scored(**by_rate):
    """(loss, score) of one seed by rate: scored(r0_1=0.5) is a score of 0.5 at 0.1."""
    return {float(rate[1:].replace("_", ".")): [(1.0, score)] for rate, score in by_rate.items()}


def test_the_default_rate_is_tried_by_every_recipe():
    assert learning_rates(SGD, 3) == (0.001, 0.1, 10.0)
    assert rates_to_train(SGD, 3) == (0.001, 0.1, 10.0, 0.01)
    assert rates_to_train(SGD, 9) == learning_rates(SGD, 9)  # it lies on this grid
    assert rates_to_train(ADAM, 3) == learning_rates(ADAM, 3)
    assert rates_to_train(SGD, 1) == (0.01,)


def test_a_default_rate_beside_the_grid_is_shown_and_never_chosen():
    found = choose(SGD, scored(r0_001=0.3, r0_01=0.9, r0_1=0.8, r10=0.1), "classification", 3)
    assert [trial.learning_rate for trial in found.trials] == [0.001, 0.1, 10]
    assert (found.chosen.learning_rate, found.chosen.score) == (0.1, 0.8)
    assert (found.default.learning_rate, found.default.score) == (0.01, 0.9)
    assert not found.at_edge


def test_a_default_rate_on_the_grid_may_be_chosen():
    found = choose(ADAM, scored(r0_00001=0.3, r0_001=0.9, r0_1=0.8), "classification", 3)
    assert found.chosen is found.default
    assert len(found.trials) == 3


def test_an_older_experiment_has_no_default_beside_its_grid():
    found = choose(SGD, scored(r0_001=0.3, r0_1=0.8, r10=0.9), "classification", 3)
    assert found.default is None
    assert found.at_edge


def test_a_diverged_run_in_the_budget():
    results = {0.001: [(1.0, 0.2)], 0.1: [(1.0, 0.6)], 10.0: [None]}
    one, two, three = budget(choose(SGD, results, "classification", 3), "classification")
    assert one.best == pytest.approx((0.2 + 0.6 + 0) / 3)
    assert (two.best, three.best) == (pytest.approx((0.6 + 0.6 + 0.2) / 3), 0.6)
    one, two, three = budget(choose(SGD, results, "regression", 3), "regression")
    assert math.isnan(one.best)  # R2 has no worst value
    assert (two.best, three.best) == (pytest.approx((0.6 + 0.6 + 0.2) / 3), 0.6)
