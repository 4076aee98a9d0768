"""From settings to techniques: networks spelled out, what goes where, and what does not fit the data."""

import numpy as np
import pytest

from descentlab import catalogue, data
from descentlab.errors import SettingError
from descentlab.experiments.compare import Study
from descentlab.experiments.grid import grid
from descentlab.experiments.methods import Problem, method, network, techniques
from descentlab.experiments.recipe import recipe
from descentlab.training.feed import Feed

TABLE = Problem("classification", 3, (4,), steps_per_epoch=10)
IMAGES = Problem("classification", 10, (64,), (8, 8, 1), 10, (5,) * 10)


def layers(found):
    return [name for name, _ in found.body.named()]


def test_lenet_gives_images_their_shape_and_ends_in_the_classes():
    found = network(recipe(layers="lenet", activation="tanh"), IMAGES)
    assert layers(found)[:4] == ["reshape1", "conv2d1", "activation1", "max_pool2d1"]
    assert layers(found)[-2:] == ["activation4", "dense3"]
    assert found.layers[-1].units == 10
    assert catalogue.name_of(found.layers[2].function) == "tanh"


def test_layers_are_spelled_out_and_the_recipes_activation_goes_where_it_is_named():
    one = recipe(layers="dense(units=5), activation, residual(layers=[dense(units=5), activation]), elu")
    found = network(one, TABLE)
    assert layers(found) == ["dense1", "activation1", "residual1", "activation2", "dense2"]
    assert catalogue.name_of(found.layers[2].layers[1].function) == "relu"
    assert catalogue.name_of(found.layers[3].function) == "elu"


def test_layers_are_an_axis_with_the_text_as_name():
    found = grid(layers=["residual_mlp", "dense(units=3), relu"])
    assert found.names() == ("residual_mlp", "dense(units=3), relu")


@pytest.mark.parametrize(
    ("normalization", "expected"),
    [
        ("batch_norm", ["dense1", "batch_norm1", "activation1", "dense2"]),
        ("group_norm(groups=2)", ["dense1", "group_norm1", "activation1", "dense2"]),
        ("weight_norm", ["weight_norm1", "activation1", "dense1"]),
    ],
)
def test_normalization_stands_behind_dense_or_in_its_place(normalization, expected):
    found = network(recipe(normalization=normalization, hidden=8), TABLE)
    assert layers(found) == expected
    assert getattr(found.layers[0], "use_bias", True) == (normalization != "batch_norm")


def test_each_regularizer_goes_to_its_place():
    named = "elastic_net + sharpness_aware + clip_value + max_norm + ema + gradient_noise + swa"
    found = method(recipe(regularizer=named, l2=0.1, weight_decay=0.1, augmentation="noise + mixup"), TABLE)
    places = {
        place: [catalogue.name_of(one) for one in getattr(found, place)]
        for place in ("penalties", "ascent_rules", "gradient_rules", "constraints", "averages", "weight_rules")
    }
    assert places == {
        "penalties": ["l2", "elastic_net"],
        "ascent_rules": ["sharpness_aware"],
        "gradient_rules": ["clip_value", "gradient_noise"],
        "constraints": ["max_norm"],
        "averages": ["ema", "swa"],
        "weight_rules": ["weight_decay"],
    }
    assert found.averages[1].start_steps == 225  # three quarters of 30 epochs of 10 steps
    assert [catalogue.name_of(one) for one in found.augmentations] == ["noise", "mixup"]
    used = {(family, catalogue.name_of(one)) for family, one in techniques(found)}
    assert {("regularizers", "swa"), ("augmentations", "mixup"), ("activations", "relu")} <= used


def test_epochs_are_counted_in_steps():
    found = method(recipe(schedule="step(interval_epochs=2.5)", warmup_epochs=2), TABLE).schedule
    assert found.warmup_steps == 20
    assert found.then.interval_steps == 25
    one_cycle = method(recipe(schedule="one_cycle", warmup_epochs=2, epochs=5), TABLE).schedule.then
    assert one_cycle.total_steps == 30


def test_a_schedule_that_watches_stands_beside_a_constant_one():
    found = method(recipe(schedule="reduce_on_plateau(patience=2)"), TABLE)
    assert catalogue.name_of(found.schedule) == "constant"
    assert found.watching.patience == 2


def test_class_weights_are_given_or_balanced():
    assert method(recipe(class_weights=[1, 2, 5]), TABLE).network.loss.class_weights == (1, 2, 5)
    counts = TABLE._replace(counts=(10, 20, 30))
    assert method(recipe(class_weights="balanced"), counts).network.loss.class_weights == (2.0, 1.0, 20 / 30)
    found = grid(class_weights=[[1, 2, 5], "balanced", [1, 1, 1]])
    assert found.names() == ("1-2-5", "balanced", "1-1-1")


@pytest.mark.parametrize(
    ("settings", "problem", "message"),
    [
        ({"layers": "lenet"}, TABLE, "convolution and pooling are for images, and these data are a table"),
        ({"augmentation": "shift"}, TABLE, "augmentation 'shift' is for images"),
        ({"layers": "conv2d(filters=2)"}, IMAGES, "dense takes a row of features, not inputs of shape"),
        ({"warmup_steps": 300}, TABLE, "the warm-up of 300 steps leaves none"),
        ({"schedule": "piecewise(factors=[1, 2])"}, TABLE, "2 boundaries need 3 factors"),
        ({"normalization": "group_norm(groups=3)", "hidden": 8}, TABLE, "layers do not fit together"),
    ],
)
def test_what_does_not_fit_the_data_is_one_line(settings, problem, message):
    with pytest.raises(SettingError, match=message) as caught:
        method(recipe(**settings), problem)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"layers": "lenet", "hidden": 8}, "layers and hidden exclude one another"),
        ({"layers": "lenet", "dropout": 0.5}, "layers and dropout exclude one another"),
        ({"layers": " , "}, "layers is empty"),
        ({"layers": "dens(units=3)"}, "unknown layer 'dens': did you mean 'dense'"),
        ({"normalization": "dense"}, "unknown normalization 'dense'"),
        ({"dropout": "batch_norm"}, "unknown dropout 'batch_norm'"),
        ({"class_weights": [0, 0, 0]}, "class_weights are all zero"),
        ({"layers": "dense(units=3), relu", "activation": "tanh"}, "layers has no place for tanh"),
        ({"class_weights": "equal"}, "class_weights is 'equal'; it must be balanced"),
        ({"scaling": "log"}, "unknown scaling 'log'"),
        ({"warmup_steps": 3, "warmup_epochs": 1}, "both given"),
        ({"regularizer": "max_norm + l3"}, "unknown regularizer 'l3'"),
        ({"schedule": "cosine(decay_epochs=0)"}, r"decay_epochs is 0; it must lie in \(0, inf\)"),
    ],
)
def test_what_is_not_lawful_is_one_line(settings, message):
    with pytest.raises(SettingError, match=message) as caught:
        recipe(**settings)
    assert "\n" not in str(caught.value)


def test_all_stands_for_every_technique_that_needs_nothing_said():
    found = grid(optimizer="all", activation=["relu", "tanh"])
    assert len(found.recipes) == 2 * len(catalogue.names("optimizers"))
    found = grid(schedule=["all", "step(interval_epochs=1)"])
    named = [one.schedule for one in found.recipes]
    assert {"constant", "cosine", "one_cycle", "step(interval_epochs=1)"} <= set(named)
    assert "step" not in named


@pytest.mark.parametrize("scaling", ["standard", "min_max", "robust", "none"])
def test_features_are_scaled_as_asked(scaling):
    wine = data.load("wine")
    feed = Feed(wine, "float64", scaling)
    part = feed.part(3)
    x = feed.rows(part, part.train)[0]
    raw = wine.features[part.train]
    expected = {
        "standard": (raw - raw.mean(axis=0)) / raw.std(axis=0),
        "min_max": (raw - raw.min(axis=0)) / (raw.max(axis=0) - raw.min(axis=0)),
        "robust": (raw - np.median(raw, axis=0)) / np.subtract(*np.quantile(raw, (0.75, 0.25), axis=0)),
        "none": raw,
    }[scaling]
    assert abs(x - expected).max() < 1e-9


def test_scaling_cannot_be_an_axis():
    with pytest.raises(SettingError, match="scaling cannot be an axis"):
        Study(data.load("wine"), grid(scaling=["standard", "robust"]))
