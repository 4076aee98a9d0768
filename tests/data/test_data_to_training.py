"""Odd data all the way through training: a result, or a divergence that is named."""

import numpy as np
import pytest

from descentlab import data
from descentlab.errors import DataError, InputError

IRIS = data.load("iris")
LABELS = [IRIS.classes[number] for number in IRIS.targets]


@pytest.fixture(scope="module")
def train():
    from descentlab.experiments.recipe import recipe
    from descentlab.experiments.train import train

    return lambda dataset, **settings: train(dataset, recipe(hidden=(4,), epochs=2, **settings))


@pytest.fixture(scope="module")
def odd(train):
    """Trained with batch normalization on a feature that is another in one example only; labels are text."""
    features = np.column_stack([IRIS.features, np.arange(150) == 7])
    dataset = data.from_arrays(features, LABELS)
    return dataset, train(dataset, normalization="batch_norm", batch_size=16, patience=1)


@pytest.mark.fault(3)
def test_a_feature_that_is_constant_in_a_batch_stays_finite(odd):
    _, trained = odd
    assert all(np.isfinite(record.loss) for record in trained.history)
    assert all(
        np.isfinite(array).all() for array in (*trained.model.params.values(), *trained.model.layers.values())
    )


@pytest.mark.fault(4)
def test_text_goes_in_and_text_comes_out_with_early_stopping_too(odd, tmp_path):
    from descentlab.experiments.model import Model

    dataset, trained = odd
    trained.model.save(tmp_path / "m.safetensors")
    predicted = Model.load(tmp_path / "m.safetensors").predict(dataset.features)
    assert predicted.dtype.kind == "U"
    assert set(predicted) <= set(LABELS)
    assert trained.scores["train"][1] > 0.4
    assert (predicted == LABELS).mean() > 0.4


@pytest.mark.fault(6)
def test_a_class_that_only_the_test_part_has_is_told_and_counts_as_wrong(train):
    labels = np.where(np.arange(150) % 10 == 9, "other", LABELS)
    dataset = data.from_arrays(IRIS.features, labels, test=np.flatnonzero(np.arange(150) % 5 == 4))
    assert "class 'other' is in the official test part only" in dataset.notes
    loss, score = train(dataset, normalization="batch_norm", batch_size=16).scores["test"]
    assert np.isfinite(loss)
    assert score <= 0.5


@pytest.mark.fault(5)
def test_one_class_outside_the_test_part_is_refused(refused):
    labels = ["a"] * 100 + ["b"] * 50
    refused(
        DataError, ["of class 'a'", "needs two"], data.from_arrays, IRIS.features, labels, test=range(100, 150)
    )


@pytest.mark.fault(23)
def test_the_scale_of_features_does_not_matter_where_they_are_standardized(train):
    scores = [
        train(data.from_arrays(IRIS.features * scale, LABELS)).scores for scale in (1.0, 2.0**1000, 2.0**-1000)
    ]
    assert scores[1] == scores[0]
    assert scores[2] == scores[0]


@pytest.mark.fault(23)
@pytest.mark.parametrize("scale", [1e30, 1e300])
def test_features_as_they_are_that_overflow_are_a_divergence_with_its_step(train, scale):
    dataset = data.from_arrays(IRIS.features * scale, LABELS)
    with pytest.raises(InputError, match=r"diverged at step [12] "):
        train(dataset, scaling="none", optimizer="sgd", activation="identity")
