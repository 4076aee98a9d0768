"""What claims measure, on tables and models made by hand."""

import math

import numpy as np
import pytest

from descentlab.claims import measures, plane
from descentlab.claims.measures import Trained, at_default_rates, costlier, more_accurate, several
from descentlab.claims.registered.augmentation_few import few
from descentlab.claims.registered.batch_norm_rates import RATES, largest
from descentlab.data import load, split
from descentlab.experiments.grid import grid


def trained(accuracy, cost=None, rates=None):
    table = np.array(accuracy, float)
    cost = np.zeros_like(table) if cost is None else np.array(cost, float)
    rows = len(table)
    rates = rates or (0.1,) * rows
    return Trained(table, table, cost, cost[..., None], rates, (False,) * rows, "some data")


def test_a_difference_of_accuracies():
    found = more_accurate(trained([[0.9, 0.8], [0.95, 0.95]]), 1, 0, ("b", "a"))
    assert found.measure == "test accuracy: b minus a"
    assert found.values == pytest.approx([0.05, 0.15])
    assert (found.claimed, found.margin, found.diverged) == ("more than", 0.005, 0)


def test_a_diverged_run_counts_as_accuracy_zero():
    found = more_accurate(trained([[0.9, 0.8], [0.95, math.nan]]), 1, 0, ("b", "a"))
    assert found.values == pytest.approx([0.05, -0.8])
    assert found.diverged == 1


def test_a_ratio_of_costs():
    """Costs 4 and 2 against 2 and 0.5: 2 and 4 times as high."""
    found = costlier(trained([[1, 1]] * 2, np.log([[4, 2], [2, 0.5]])), 0, 1, ("a", "b"))
    assert found.values == pytest.approx([math.log(2), math.log(4)])
    assert found.margin == math.log(1.1)


def test_a_diverged_run_counts_as_the_highest_cost():
    table = [[math.nan, 1], [1, 1]]
    found = costlier(trained(table, [[math.nan, 0.0], [1.0, 0.5]]), 0, 1, ("a", "b"))
    assert found.values == pytest.approx([1.0, -0.5])  # as far above 1 as 0 is below: 2
    assert found.diverged == 1


def test_learning_rates_are_told_and_those_at_an_edge_flagged():
    found = trained([[1, 1]] * 2, rates=(0.1, 0.3))._replace(at_edge=(False, True))
    assert measures.rates_of(found, 0, 1, ("a", "b")) == "learning rates: a 0.1, b 0.3 (edge of its grid)"
    assert measures.rates_of(trained([[1]] * 2), 0, 1, ("a", "b")) == "learning rate 0.1"


def test_rates_tuned_by_cost_are_chosen_on_seeds_that_are_not_reported(monkeypatch):
    seen = []

    def fake(data, recipes, seeds):
        seen.append((recipes, seeds))
        cost = np.ones((18, 7))
        cost[3, 2:] = 0.0  # best on the five selection seeds
        cost[5, :2] = -9.0  # best on the reported ones
        cost[17, 2:] = -1.0
        cost[9, 4] = math.nan  # a diverged run is no low cost
        return trained(np.ones((18, 7)), cost, tuple(one.learning_rate for one in recipes.recipes))

    monkeypatch.setattr(measures, "train", fake)
    found = measures.train_tuned_by_cost(None, grid(optimizer=["sgd", "momentum"]), 2)
    assert [(len(one.recipes), seeds) for one, seeds in seen] == [(18, 7)]
    assert found.cost.tolist() == [[1, 1], [1, 1]]
    assert found.rates == pytest.approx((0.001 * 10 ** (4 * 3 / 8), 1.0), rel=1e-5)
    assert found.at_edge == (False, True)


def test_several_recipes_share_settings_and_have_names_of_their_own():
    found = several({"hidden": (8,)}, {}, {"l2": 0.1}, {"dropout": 0.2})
    assert [(one.hidden, one.l2, one.dropout) for one in found.recipes] == [
        ((8,), 0.0, 0.0),
        ((8,), 0.1, 0.0),
        ((8,), 0.0, 0.2),
    ]
    assert len(set(found.names())) == 3
    assert [one.learning_rate for one in at_default_rates(grid(optimizer=["sgd", "adam"])).recipes] == [
        0.01,
        0.001,
    ]


def test_the_tables_are_those_of_the_runs():
    found = measures.train(load("iris"), grid(epochs=2, learning_rate=0.01, l2=[0.0, 0.1], hidden=(4,)), 3)
    assert found.accuracy.shape == found.cost.shape == (2, 3)
    assert found.curves.shape == (2, 3, 2)
    assert found.data == "iris (90 training, 30 test examples)"
    assert (found.curves[:, :, 1] < found.curves[:, :, 0]).all()
    assert np.exp(found.cost).mean() == pytest.approx(found.curves[:, :, 1].mean(), rel=0.2)
    assert found.diverged.tolist() == [0, 0]


def test_a_run_that_diverges_is_not_a_number_in_every_table():
    found = measures.train(load("diabetes"), grid(epochs=2, learning_rate=1e9, optimizer="sgd", hidden=(4,)), 2)
    assert found.diverged.tolist() == [2]
    assert np.isnan(found.cost).all()
    assert np.isnan(found.curves[:, :, -1]).all()


class HalfPlane:
    """Tells right from left."""

    def outputs(self, cells):
        right = cells[:, 0] > 0.3
        return np.stack([~right, right], axis=1).astype(float)


class Quarter:
    """Tells the upper right quarter from the rest."""

    def outputs(self, cells):
        within = (cells[:, 0] > 0) & (cells[:, 1] > 0)
        return np.stack([~within, within], axis=1).astype(float)


def test_the_length_of_a_boundary_in_sides():
    box = np.array([[-1.0, -1.0], [1.0, 1.0]])
    assert plane.boundary_length(HalfPlane(), box) == 1.0
    assert plane.boundary_length(Quarter(), box) == 1.0  # half a side and half a side
    assert plane.boundary_length(HalfPlane(), box - 9) == 0.0


def test_without_the_exercises_data_moons_stand_in(monkeypatch, tmp_path):
    for value in ("", str(tmp_path)):
        monkeypatch.setenv("DESCENTLAB_DATA", value)
        found = plane.points()
        assert (found.name, found.features.shape) == ("moons", (411, 2))


def test_the_exercises_data_with_its_own_test_part(monkeypatch, tmp_path):
    from scipy.io import savemat

    random = np.random.default_rng(0)
    x, y = random.normal(size=(30, 2)), np.arange(30)[:, None] % 2
    savemat(tmp_path / "data.mat", {"X": x[:20], "y": y[:20], "Xval": x[20:], "yval": y[20:]})
    monkeypatch.setenv("DESCENTLAB_DATA", str(tmp_path))
    found = plane.points()
    assert found.name == "data.mat"
    assert found.features == pytest.approx(x)
    assert split(found, 0).test.tolist() == list(range(20, 30))


def test_few_digits_are_a_hundred():
    parts = split(few(), 3)
    assert [len(part) for part in parts] == [100, 359, 1338]
    assert len(np.unique(few().targets[parts.train])) == 10


def test_the_largest_rate_that_learns():
    accuracy = np.full((len(RATES), 3), 0.5)
    accuracy[:4, 0] = 0.95
    accuracy[[0, 6], 1] = 0.9
    accuracy[8] = math.nan
    assert largest(accuracy).tolist() == [RATES[3], RATES[6], RATES[0] / 2]
