"""A whole network's gradient against central differences, and the names it gives."""

import numpy as np
import pytest

from descentlab.experiments.recipe import recipe
from descentlab.training.network import declare, infer, layer_names, loss_and_gradient
from descentlab.training.update import initial_values

EXAMPLES, FEATURES = 7, 5


@pytest.mark.parametrize(
    ("settings", "task", "classes"),
    [
        ({"activation": "tanh"}, "classification", 3),
        ({"activation": "sigmoid", "label_smoothing": 0.2}, "classification", 2),
        ({"activation": "tanh", "batch_norm": True, "dropout": 0.3}, "classification", 4),
        ({"activation": "sigmoid", "hidden": (6, 5, 4)}, "regression", 2),
    ],
)
def test_gradient_equals_central_differences(settings, task, classes):
    one = recipe(**{"hidden": (6, 4), **settings}, dtype="float64")
    network = one.method(task, classes, 10).network
    random = np.random.default_rng(0)
    declared = declare(network, (FEATURES,))
    params, layers = initial_values(one.method(task, classes, 10), (FEATURES,), 0, np.float64)
    params = {name: value + 0.1 * random.standard_normal(value.shape) for name, value in params.items()}
    x = random.standard_normal((EXAMPLES, FEATURES))
    targets = (
        random.integers(0, classes, EXAMPLES)
        if task == "classification"
        else random.standard_normal((EXAMPLES, classes))
    )
    noise = {name: random.uniform(size=(EXAMPLES, *shape)) for name, shape in declared.noise.items()}
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
    one = recipe(hidden=(4, 4), batch_norm=True, dropout=0.5)
    network = one.method("classification", 3, 10).network
    assert layer_names(network) == (
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
    assert declared.kernels == ("dense1.kernel", "dense2.kernel", "dense3.kernel")
    assert declared.parameters["dense3.kernel"].shape == (4, 3)
    assert set(declared.noise) == {"dropout1", "dropout2"}


def test_inference_uses_moving_averages_and_no_dropout():
    one = recipe(hidden=(4,), batch_norm=True, dropout=0.9)
    method = one.method("classification", 3, 10)
    params, layers = initial_values(method, (5,), 0, np.float64)
    x = np.random.default_rng(0).standard_normal((6, 5))
    together = infer(method.network, params, layers, x)
    alone = np.concatenate([infer(method.network, params, layers, x[i : i + 1]) for i in range(6)])
    np.testing.assert_allclose(together, alone, rtol=1e-12)
