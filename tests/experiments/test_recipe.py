"""Recipes: what is lawful, the short form of techniques, and the techniques that settings become."""

import pytest

from descentlab.errors import SettingError
from descentlab.experiments.grid import grid
from descentlab.experiments.methods import Problem, method
from descentlab.experiments.recipe import Recipe, recipe
from descentlab.techniques.optimizers.adam import Adam


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"batch_size": 0}, "batch_size is 0; it must be a whole number of at least 1"),
        ({"batch_size": -3}, "batch_size is -3"),
        ({"batch_size": 2.5}, "batch_size is 2.5"),
        ({"batch_size": True}, "batch_size is True"),
        ({"epochs": 0}, "epochs is 0"),
        ({"hidden": (8, 0)}, "hidden is 0"),
        ({"dropout": 1.5}, r"dropout is 1.5; it must lie in \[0, 1\]"),
        ({"dropout": "x"}, "unknown layer 'x'"),
        ({"l2": -1e-4}, "l2 is -0.0001"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": -0.1}, "learning_rate is -0.1"),
        ({"clip_norm": 0.0}, r"clip_norm is 0; it must lie in \(0, inf\)"),
        ({"label_smoothing": 1.0}, r"label_smoothing is 1; it must lie in \[0, 1\)"),
        ({"patience": 0}, "patience is 0"),
        ({"normalization": "batchnorm"}, "unknown layer 'batchnorm': did you mean 'batch_norm'"),
        ({"dtype": "float16"}, "unknown dtype 'float16'"),
        ({"optimizer": "adm"}, "unknown optimizer 'adm': did you mean 'adam'"),
        ({"optimizer": "adam(beta1=1)"}, r"beta1 is 1; it must lie in \[0, 1\)"),
        ({"optimizer": "adam(beta=0.9)"}, "unknown setting 'beta': did you mean 'beta"),
        ({"schedule": "step"}, "schedule 'step' needs interval_steps"),
        ({"activation": "rlu"}, "did you mean 'relu'"),
        ({"optimizer": "adam(learning_rate=0.1)", "learning_rate": 0.2}, "disagree"),
        ({"warmup_steps": None}, "warmup_steps is None"),
        ({"schedule": "warmup(warmup_steps=3)"}, "schedule 'warmup' needs then"),
        ({"learning_rte": 0.1}, "unknown setting 'learning_rte': did you mean 'learning_rate'"),
    ],
)
def test_what_is_not_lawful_is_named_in_one_line(settings, message):
    with pytest.raises(SettingError, match=message) as caught:
        recipe(**settings)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "spec",
    ["adam(beta1=0.95)", {"name": "adam", "beta1": 0.95}, Adam(beta1=0.95), " adam( beta1 = 0.95 ) "],
)
def test_a_technique_has_one_short_form(spec):
    assert recipe(optimizer=spec).optimizer == "adam(beta1=0.95)"
    assert recipe(optimizer=spec).tunes_learning_rate


def test_a_rate_written_out_is_not_tuned_even_where_it_is_the_default():
    assert recipe(optimizer="adam").tunes_learning_rate
    assert recipe(optimizer="adam(learning_rate=0.001)").learning_rate == 0.001
    assert recipe(optimizer=Adam(learning_rate=0.01)).learning_rate == 0.01
    assert recipe(optimizer=Adam()).learning_rate is None


def test_settings_make_the_same_recipe_again():
    one = recipe(hidden=(8, 4), optimizer="momentum(momentum=0.5)", schedule="cosine(alpha=0.1)", l1=0.1)
    assert Recipe(**one.settings()) == one


def test_what_is_zero_is_left_out_of_the_program():
    plain = method(recipe(), Problem("classification", 3, (4,), steps_per_epoch=100))
    assert tuple(name for name, _ in plain.network.body.named()) == ("dense1", "activation1", "dense2")
    assert (plain.penalties, plain.gradient_rules, plain.weight_rules, plain.stopping) == ((), (), (), None)
    full = method(
        recipe(l1=0.1, l2=0.2, weight_decay=0.3, clip_norm=4, patience=5),
        Problem("classification", 3, (4,), steps_per_epoch=100),
    )
    assert [penalty.strength for penalty in full.penalties] == [0.1, 0.2]
    assert full.weight_rules[0].strength == 0.3
    assert full.gradient_rules[0].max_norm == 4
    assert full.stopping.patience == 5


def test_the_loss_goes_by_the_task():
    one = recipe()
    assert type(method(one, Problem("classification", 2)).network.loss).__name__ == "BinaryCrossEntropy"
    assert type(method(one, Problem("classification", 3)).network.loss).__name__ == "SoftmaxCrossEntropy"
    assert type(method(one, Problem("regression", 3)).network.loss).__name__ == "MeanSquaredError"
    assert method(one, Problem("classification", 2)).network.layers[-1].units == 1
    assert method(one, Problem("regression", 3)).network.layers[-1].units == 3


@pytest.mark.parametrize(
    ("settings", "task", "classes", "message"),
    [
        (
            {"loss": "mean_squared_error"},
            "classification",
            3,
            "is for regression, and the task is classification",
        ),
        ({"loss": "binary_cross_entropy"}, "classification", 3, "for 2 classes, not 3"),
        ({"label_smoothing": 0.1}, "regression", 1, "label_smoothing does not go with"),
    ],
)
def test_a_loss_that_does_not_fit_is_refused(settings, task, classes, message):
    with pytest.raises(SettingError, match=message):
        method(recipe(**settings), Problem(task, classes, (4,), steps_per_epoch=1))


def test_a_schedule_decays_over_the_whole_training_after_the_warm_up():
    schedule = method(
        recipe(schedule="cosine", warmup_steps=10, epochs=1), Problem("classification", 3, steps_per_epoch=100)
    ).schedule
    assert schedule.warmup_steps == 10
    assert schedule.then.decay_steps == 90


def test_a_grid_is_the_product_of_its_lists():
    found = grid(optimizer=["sgd", "adam"], l2=[0.0, 1e-4], epochs=3, hidden=[[8], [8, 4]])
    assert len(found.recipes) == 8
    assert found.axes == ("optimizer", "l2", "hidden")
    assert found.names()[0] == "sgd + l2=0 + 8"
    assert found.names()[-1] == "adam + l2=0.0001 + 8-4"
    assert len(set(found.names())) == 8


def test_a_grid_keeps_equal_recipes_once_and_names_a_single_one():
    found = grid(optimizer=["adam", "adam(beta1=0.9)"], hidden=[16, 8])
    assert len(found.recipes) == 1
    assert found.names() == ("adam",)
    assert found.recipes[0].hidden == (16, 8)


def test_names_tell_recipes_apart_that_differ_in_the_last_digits():
    assert grid(l2=[0.1234567, 0.1234568]).names() == ("l2=0.1234567", "l2=0.1234568")
    assert grid(l2=[0, 1e-4]).names() == ("l2=0", "l2=0.0001")


def test_hidden_may_mix_widths_and_lists():
    assert [one.hidden for one in grid(hidden=[[8], 4, (3, 2)]).recipes] == [(8,), (4,), (3, 2)]


def test_an_empty_list_is_refused():
    with pytest.raises(SettingError, match="l2 is an empty list"):
        grid(l2=[])
