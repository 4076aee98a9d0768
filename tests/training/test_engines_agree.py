"""The same recipe gives the same losses on the reference engine, on torch tensors and in a population."""

import numpy as np
import pytest

from descentlab import data
from descentlab.experiments.plan import method_of
from descentlab.experiments.recipe import recipe
from descentlab.training import reference
from descentlab.training.feed import Feed
from descentlab.training.population.engine import Population, Run
from descentlab.training.population.programs import STRATEGIES

STEPS = 100
RECIPES = {
    "plain": {"optimizer": "sgd"},
    "momentum": {"optimizer": "momentum(dampening=0.9)", "activation": "sigmoid", "schedule": "inverse_time"},
    "nesterov": {"optimizer": "nesterov", "activation": "leaky_relu", "initializer": "he_normal"},
    "rmsprop": {
        "optimizer": "rmsprop",
        "activation": "tanh",
        "l1": 1e-4,
        "schedule": "step(interval_steps=30)",
    },
    "adam with all": {
        "optimizer": "adam",
        "hidden": (32, 16),
        "normalization": "batch_norm",
        "dropout": 0.2,
        "l2": 1e-3,
        "clip_norm": 1.0,
        "weight_decay": 0.01,
        "label_smoothing": 0.1,
        "schedule": "cosine",
        "warmup_steps": 10,
    },
    "images": {
        "layers": "conv2d(filters=2), activation, max_pool2d, flatten, dense(units=8), activation",
        "augmentation": "shift + rotate + noise + mixup",
        "activation": "tanh",
        "class_weights": (1, 2, 1, 1, 1, 1, 1, 1, 1, 1),
    },
    "much else": {
        "activation": "prelu",
        "initializer": "lsuv",
        "normalization": "layer_norm",
        "dropout": "gaussian_dropout(rate=0.1)",
        "optimizer": "lamb",
        "regularizer": "max_norm(limit=1.5) + ema(decay=0.9) + gradient_noise + sharpness_aware",
        "schedule": "reduce_on_plateau(patience=1, decay_factor=0.5)",
    },
    "costly now and then": {"optimizer": "soap(frequency=4)", "hidden": (6,)},
    "whole network": {"optimizer": "prodigy", "schedule": "one_cycle", "drop_connect": 0.1},
    "elsewhere": {"optimizer": "schedule_free_adamw", "warmup_epochs": 1, "regularizer": "clip_adaptive"},
    "adamw": {"optimizer": "adamw", "schedule": "exponential", "patience": 3},
}


@pytest.fixture(scope="module")
def feeds():
    digits = data.load("digits")
    return {dtype: Feed(digits, dtype) for dtype in ("float32", "float64")}


def reference_losses(one, feed, seed, **options):
    epochs = list(
        reference.train(method_of(one, feed), feed, seed, batch_size=32, epochs=one.epochs, **options)
    )
    steps = np.concatenate([epoch.losses for epoch in epochs])[:STEPS]
    return steps, [epoch.validation for epoch in epochs]


def population_losses(population, run):
    """Losses of the first steps of a run, step by step, and its validations."""
    steps, seen = [], {}
    epoch = population._program.epoch

    def listening(*arguments):
        carry, measured = epoch(*arguments)
        steps.append(np.array(measured.losses)[population._slots[run]])
        return carry, measured

    population._program.epoch = listening
    try:
        seen = population.advance(population.epochs).records[run]
    finally:
        del population._program.epoch
    return np.concatenate(steps)[:STEPS], [record.validation for record in seen]


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-10), ("float32", 1e-5)])
@pytest.mark.parametrize("name", RECIPES)
def test_population_follows_the_reference(feeds, name, dtype, tolerance):
    one = recipe(**RECIPES[name], epochs=3, dtype=dtype)
    feed = feeds[dtype]
    runs = [
        Run(method_of(one.with_learning_rate(rate), feed), seed) for rate in (0.003, 0.01) for seed in (0, 1)
    ]
    expected, validations = reference_losses(one.with_learning_rate(0.01), feed, 1)
    population = Population(runs, feed, batch_size=32, epochs=3)
    found, records = population_losses(population, 3)
    assert len(expected) == STEPS
    np.testing.assert_allclose(found, expected, rtol=tolerance)
    np.testing.assert_allclose(
        [record.loss for record in records], [v.loss for v in validations], rtol=10 * tolerance
    )
    assert [r.score for r in records] == pytest.approx([v.score for v in validations], abs=1e-6)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-10), ("float32", 1e-5)])
@pytest.mark.parametrize("name", ["plain", "adam with all"])
def test_torch_follows_numpy(feeds, name, dtype, tolerance):
    import torch

    one = recipe(**RECIPES[name], epochs=1, dtype=dtype).with_learning_rate(0.01)
    expected, _ = reference_losses(one, feeds[dtype], 0)
    found, _ = reference_losses(one, feeds[dtype], 0, convert=torch.tensor)
    np.testing.assert_allclose(found, expected, rtol=tolerance)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_strategies_agree(feeds, strategy):
    one = recipe(**RECIPES["adam with all"], epochs=2, dtype="float64").with_learning_rate(0.01)
    feed = feeds["float64"]
    runs = [Run(method_of(one, feed), seed) for seed in (0, 1, 2)]
    expected, _ = reference_losses(one, feed, 2)
    population = Population(runs, feed, batch_size=32, epochs=2, strategy=strategy)
    found, _ = population_losses(population, 2)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_regression_and_two_classes_agree_too():
    for name, optimizer in (("diabetes", "adam"), ("breast_cancer", "rmsprop")):
        feed = Feed(data.load(name), "float64")
        one = recipe(optimizer=optimizer, epochs=4, dtype="float64", learning_rate=0.003)
        expected, validations = reference_losses(one, feed, 0)
        population = Population([Run(method_of(one, feed), 0)], feed, batch_size=32, epochs=4)
        found, records = population_losses(population, 0)
        np.testing.assert_allclose(found, expected, rtol=1e-10)
        assert [r.score for r in records] == pytest.approx([v.score for v in validations], rel=1e-9)


@pytest.mark.fault(8)
def test_the_last_smaller_batch_counts_by_its_size():
    """1,079 training digits in batches of 32: 33 full ones and one of 23."""
    feed = Feed(data.load("digits"), "float64")
    one = recipe(optimizer="sgd", epochs=1, dtype="float64", learning_rate=0.0)
    steps, _ = reference_losses(one, feed, 0)
    population = Population([Run(method_of(one, feed), 0)], feed, batch_size=32, epochs=1)
    record = population.advance(1).records[0][0]
    examples = len(feed.part(0).train)
    assert examples == 1079
    assert len(steps) == 34
    by_hand = (steps[:33].sum() * 32 + steps[33] * 23) / 1079
    assert record.loss == pytest.approx(by_hand, rel=1e-12)
    assert record.loss != pytest.approx(steps.mean(), rel=1e-6)


@pytest.mark.fault(8)
def test_a_batch_larger_than_the_data_is_one_full_batch():
    feed = Feed(data.load("iris"), "float64")
    examples = len(feed.part(0).train)
    one = recipe(optimizer="sgd", epochs=2, dtype="float64", learning_rate=0.1)
    losses = {}
    for size in (examples, 1000):
        population = Population([Run(method_of(one, feed), 0)], feed, batch_size=size, epochs=2)
        losses[size], _ = population_losses(population, 0)
        assert len(losses[size]) == 2
    np.testing.assert_allclose(losses[1000], losses[examples], rtol=1e-12)
