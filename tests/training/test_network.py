"""A whole network's gradient against central differences, and the names it gives."""

import numpy as np
import pytest

from descentlab import catalogue
from descentlab.experiments.methods import Problem, method
from descentlab.experiments.recipe import recipe
from descentlab.training.initialization import initial_values
from descentlab.training.network import declare, infer, kernels, loss_and_gradient

EXAMPLES, FEATURES = 7, 5


@pytest.mark.parametrize(
    ("settings", "task", "classes"),
    [
        ({"activation": "tanh"}, "classification", 3),
        ({"activation": "sigmoid", "label_smoothing": 0.2}, "classification", 2),
        ({"activation": "tanh", "normalization": "batch_norm", "dropout": 0.3}, "classification", 4),
        ({"activation": "sigmoid", "hidden": (6, 5, 4)}, "regression", 2),
    ],
)
def test_gradient_equals_central_differences(settings, task, classes):
    one = recipe(**{"hidden": (6, 4), **settings}, dtype="float64")
    network = method(one, Problem(task, classes, (FEATURES,))).network
    random = np.random.default_rng(0)
    declared = declare(network, (FEATURES,))
    params, layers = initial_values(
        network, catalogue.build("initializers", one.initializer), (FEATURES,), 0, np.float64
    )
    params = {name: value + 0.1 * random.standard_normal(value.shape) for name, value in params.items()}
    x = random.standard_normal((EXAMPLES, FEATURES))
    targets = (
        random.integers(0, classes, EXAMPLES)
        if task == "classification"
        else random.standard_normal((EXAMPLES, classes))
    )
    noise = {name: random.uniform(size=(EXAMPLES, *one.shape)) for name, one in declared.noise.items()}
    _, grads, _ = loss_and_gradient(network, params, layers, x, targets, noise)
    assert list(grads) == list(params)
    for name, value in params.items():
        numeric = np.empty_like(value)
        for index in np.ndindex(value.shape):
            ends = []
            for sign in (1, -1):
                moved = value.copy()
                moved[index] += sign * 1e-5
                loss, _, _ = loss_and_gradient(network, params | {name: moved}, layers, x, targets, noise)
                ends.append(loss)
            numeric[index] = (ends[0] - ends[1]) / 2e-5
        scale = np.linalg.norm(grads[name]) + np.linalg.norm(numeric)
        assert np.linalg.norm(grads[name] - numeric) / scale < 1e-7, name


def test_layers_are_named_by_kind_and_number():
    one = recipe(hidden=(4, 4), normalization="batch_norm", dropout=0.5)
    network = method(one, Problem("classification", 3, (5,))).network
    assert tuple(name for name, _ in network.body.named()) == (
        "dense1",
        "batch_norm1",
        "activation1",
        "dropout1",
        "dense2",
        "batch_norm2",
        "activation2",
        "dropout2",
        "dense3",
    )
    declared = declare(network, (5,))
    assert kernels(declared) == ("dense1.kernel", "dense2.kernel", "dense3.kernel")
    assert declared.parameters["dense3.kernel"].shape == (4, 3)
    assert set(declared.noise) == {"dropout1.mask", "dropout2.mask"}


def test_inference_uses_moving_averages_and_no_dropout():
    one = recipe(hidden=(4,), normalization="batch_norm", dropout=0.9)
    found = method(one, Problem("classification", 3, (5,)))
    params, layers = initial_values(found.network, found.initializer, (5,), 0, np.float64)
    x = np.random.default_rng(0).standard_normal((6, 5))
    together = infer(found.network, params, layers, x)
    alone = np.concatenate([infer(found.network, params, layers, x[i : i + 1]) for i in range(6)])
    np.testing.assert_allclose(together, alone, rtol=1e-12)
