"""What is structure and what is a number."""

from descentlab.experiments import methods
from descentlab.experiments.recipe import recipe
from descentlab.training.structure import numbers, signature, with_numbers


def method(**settings):
    return methods.method(recipe(**settings), methods.Problem("classification", 3, (4,)))


def test_numbers_are_named_by_path():
    found = numbers(method(optimizer="adam", learning_rate=0.5, dropout=0.3, l2=1e-3, warmup_steps=5))
    assert found["optimizer.learning_rate"] == 0.5
    assert found["optimizer.beta2"] == 0.999
    assert found["network.layers.2.rate"] == 0.3
    assert found["penalties.0.strength"] == 1e-3
    assert found["schedule.warmup_steps"] == 5
    assert "network.layers.0.units" not in found


def test_with_numbers_changes_those_given_and_no_others():
    tree = method(optimizer="adam", learning_rate=0.5)
    changed = with_numbers(tree, {"optimizer.learning_rate": 0.25})
    assert changed.optimizer.learning_rate == 0.25
    assert changed.optimizer.beta1 == 0.9
    assert changed.network == tree.network
    assert with_numbers(tree, numbers(tree)) == tree


def test_signature_tells_structures_apart_and_numbers_not():
    same = signature(method(learning_rate=0.1, l2=1e-4))
    assert signature(method(learning_rate=0.9, l2=1e-2)) == same
    for other in (
        {"learning_rate": 0.1},
        {"learning_rate": 0.1, "l2": 1e-4, "hidden": (65,)},
        {"learning_rate": 0.1, "l2": 1e-4, "activation": "tanh"},
        {"learning_rate": 0.1, "l2": 1e-4, "optimizer": "rmsprop"},
        {"learning_rate": 0.1, "l2": 1e-4, "schedule": "exponential(staircase=true)"},
    ):
        assert signature(method(**other)) != same
