"""The functions of exercise pack 2, against values worked by hand and other libraries; arguments stay as they were."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from scipy.ndimage import shift as scipy_shift
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

PACK = Path(__file__).parents[2] / "courses" / "ml_optimization"
RNG = np.random.default_rng(0)


def exercise(name: str) -> ModuleType:
    spec = spec_from_file_location(name, PACK / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def locked(*arrays):
    """Copies that cannot be written into."""
    copies = [np.array(array, dtype=np.float64) for array in arrays]
    for copy in copies:
        copy.setflags(write=False)
    return copies


@pytest.mark.parametrize("file", sorted(PACK.glob("[0-9]*.py")), ids=lambda file: file.stem)
def test_importing_an_exercise_runs_nothing_and_needs_neither_matplotlib_nor_tensorflow(file, capsys):
    exercise(file.stem)
    assert capsys.readouterr().out == ""


def test_functions_are_imported_as_the_course_does(tmp_path):
    code = (
        f"import sys; sys.path.insert(0, {str(PACK)!r}); "
        "print(__import__('9-gradient_descent').gradient_descent(0.5, 1.0, 4.0)); "
        "print('matplotlib' in sys.modules, 'tensorflow' in sys.modules, 'jax' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.split() == ["-1.0", "False", "False", "False"]


def test_normalization_constants_are_scikit_learns():
    (X,) = locked(RNG.normal((3, -2000, 0.001), (1, 400, 1e-5), size=(50, 3)))
    mean, deviation = exercise("0-norm_constants").normalization_constants(X)
    peer = StandardScaler().fit(X)
    np.testing.assert_allclose(mean, peer.mean_, rtol=1e-12)
    np.testing.assert_allclose(deviation, peer.scale_, rtol=1e-9)


def test_normalize_uses_the_constants_that_are_handed_in():
    X, m, s = locked([[1, 10], [3, 30]], [1, 20], [2, 5])
    np.testing.assert_array_equal(exercise("1-normalization").normalize(X, m, s), [[0, -2], [1, 2]])


def test_l2_by_hand():
    l2 = exercise("2-l2_regularization")
    W1, W2, dW = locked([[1, -2]], [[3], [0]], [[10, 20]])
    assert l2.l2_cost(5.0, [W1, W2], 4.0, 8) == pytest.approx(5 + 14 / 4)  # 4 / 16 of 1 + 4 + 9
    np.testing.assert_allclose(l2.l2_gradient(dW, W1, 4.0, 8), [[10.5, 19]])


def test_l1_by_hand():
    l1 = exercise("3-l1_regularization")
    W1, W2, dW = locked([[1, -2]], [[3], [0]], [[10, 20]])
    assert l1.l1_cost(5.0, [W1, W2], 4.0, 8) == pytest.approx(5 + 6 / 2)
    np.testing.assert_allclose(l1.l1_gradient(dW, W1, 4.0, 8), [[10.5, 19.5]])
    np.testing.assert_array_equal(l1.l1_gradient(np.zeros((2, 1)), W2, 4.0, 8)[1], [0])


@pytest.mark.parametrize(("name", "l1_ratio"), [("2-l2_regularization", 0), ("3-l1_regularization", 1)])
def test_the_penalized_gradient_is_zero_where_scikit_learn_comes_to_rest(name, l1_ratio):
    x, lambda_ = RNG.normal(size=(60, 3)), 4.0
    y = (x[:, 0] + 0.3 * RNG.normal(size=60) > 0).astype(int)
    fitted = LogisticRegression(
        l1_ratio=l1_ratio, C=1 / lambda_, solver="saga", fit_intercept=False, tol=1e-10, max_iter=100_000
    ).fit(x, y)
    W = fitted.coef_.T
    bare = x.T @ (fitted.predict_proba(x)[:, 1:] - y[:, None]) / 60
    kept = W != 0
    gradient = getattr(exercise(name), f"{name[2:4]}_gradient")(bare, W, lambda_, 60)
    assert kept.any()
    assert not kept.all() or l1_ratio == 0
    np.testing.assert_allclose(gradient[kept], 0, atol=1e-6)


@pytest.mark.parametrize(
    ("cost", "count", "expected"),
    [
        (0.8, 3, (False, 0)),  # better by 0.2
        (0.95, 3, (False, 4)),  # better by less than the threshold
        (0.875, 3, (False, 4)),  # by the threshold exactly
        (1.5, 4, (True, 5)),
        (0.8, 4, (False, 0)),
        (1.5, 5, (True, 6)),
    ],
)
def test_early_stopping_by_hand(cost, count, expected):
    found = exercise("4-early_stopping").early_stopping(cost, 1.0, 0.125, 5, count)
    assert found == expected
    assert type(found[0]) is bool
    assert type(found[1]) is int


def test_batch_norm_is_pytorchs():
    Z, gamma, beta = locked(RNG.normal(3, 5, size=(20, 4)), RNG.normal(size=(1, 4)), RNG.normal(size=(1, 4)))
    found = exercise("5-batch_normalization").batch_norm(Z, gamma, beta, 0.05)
    peer = torch.nn.functional.batch_norm(
        torch.tensor(Z), None, None, torch.tensor(gamma[0]), torch.tensor(beta[0]), training=True, eps=0.05
    )
    np.testing.assert_allclose(found, peer.numpy(), rtol=1e-12)


def test_dropout_by_hand():
    six = exercise("6-dropout")
    A, mask = locked([[1, 2], [3, 4]], [[1, 0], [0, 1]])
    np.testing.assert_allclose(six.dropout(A, 0.8, mask), [[1.25, 0], [0, 5]], rtol=1e-15)
    np.testing.assert_allclose(six.dropout(A, 0.8, mask == 1), [[1.25, 0], [0, 5]], rtol=1e-15)
    np.testing.assert_array_equal(six.dropout(A, 1.0, mask), [[1, 0], [0, 4]])
    np.testing.assert_allclose(six.dropout_backward(A, 0.25, mask), [[4, 0], [0, 16]], rtol=1e-15)


def test_dropout_backward_carries_the_gradient_of_dropout():
    six = exercise("6-dropout")
    A, dA = locked(*RNG.normal(size=(2, 3, 5)))
    mask, direction = RNG.random((3, 5)) < 0.6, RNG.normal(size=(3, 5))
    change = six.dropout(A + direction, 0.6, mask) - six.dropout(A, 0.6, mask)  # linear: no step size
    assert np.sum(dA * change) == pytest.approx(np.sum(six.dropout_backward(dA, 0.6, mask) * direction))


def test_flip_is_numpys():
    (images,) = locked(RNG.random((2, 3, 4, 2)))
    found = exercise("7-data_augmentation").flip_left_right(images)
    np.testing.assert_array_equal(found, images[:, :, ::-1])


@pytest.mark.parametrize(("dy", "dx"), [(1, 0), (0, -1), (-2, 3), (0, 0), (5, 0)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.uint8])
def test_shift_is_scipys(dy, dx, dtype):
    images = RNG.integers(0, 256, (2, 3, 5, 2)).astype(dtype)
    images.setflags(write=False)
    found = exercise("7-data_augmentation").shift(images, dy, dx)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, scipy_shift(images, (0, dy, dx, 0), order=0))


def test_log_uniform_by_hand():
    log_uniform = exercise("8-hyperparameter_tuning").log_uniform
    np.testing.assert_allclose(log_uniform(1e-4, 1.0, np.array([0, 0.25, 0.5, 1])), [1e-4, 1e-3, 1e-2, 1])
    assert log_uniform(2.0, 8.0, 0.5) == pytest.approx(4)


def test_best_setting_counts_a_diverged_run_as_zero_and_takes_the_first_of_equals():
    best_setting = exercise("8-hyperparameter_tuning").best_setting
    scores = {"a": [0.5, 0.5], "b": [0.9, None], "c": [0.75, 0.25], (0.1, 2): [0.25, 0.5]}
    assert best_setting(scores) == "a"
    assert best_setting(scores | {(0.1, 3): [1.0, 0.25]}) == (0.1, 3)


def test_gradient_descent_by_hand():
    gradient_descent = exercise("9-gradient_descent").gradient_descent
    var, grad = locked([[1, 2]], [[10, -20]])
    np.testing.assert_allclose(gradient_descent(0.1, var, grad), [[0, 4]])
    assert gradient_descent(0.5, 0, 3) == -1.5


def test_rmsprop_by_hand():
    update = exercise("10-rmsprop").update_variables_RMSProp
    var, grad, s = locked([1, -1], [3, 4], [0, 16])
    found, moment = update(0.5, 0.75, 0.5, var, grad, s)
    np.testing.assert_allclose(moment, [2.25, 16])
    np.testing.assert_allclose(found, [1 - 1.5 / 2, -1 - 2 / 4.5])
    np.testing.assert_allclose(update(0.5, 0.75, 0.5, 1, 3, 0), (0.25, 2.25))


def test_adam_by_hand():
    update = exercise("11-adam_optimizer").update_variables_Adam
    var, grad, v, s = locked([2.0], [4.0], [2.0], [3.0])
    # corrected at t = 2: 3 / (1 - 0.5^2) = 4 and 12.75 / (1 - 0.25^2) = 13.6
    found, first, second = update(0.1, 0.5, 0.25, 0.5, var, grad, v, s, 2)
    np.testing.assert_allclose((first[0], second[0]), (3, 12.75))
    np.testing.assert_allclose(found, [2 - 0.4 / (13.6**0.5 + 0.5)])


@pytest.mark.parametrize("number", [10, 11])
def test_five_steps_are_pytorchs(number):
    start, grads = RNG.normal(size=(3, 2)), RNG.normal(size=(5, 3, 2))
    theirs = torch.tensor(start, requires_grad=True)
    if number == 10:
        optimizer = torch.optim.RMSprop([theirs], lr=0.1, alpha=0.8, eps=0.05)
    else:
        optimizer = torch.optim.Adam([theirs], lr=0.1, betas=(0.7, 0.9), eps=0.05)
    var, v, s = start, 0, 0
    for t, grad in enumerate(grads, start=1):
        var, v, s, grad = locked(var, v, s, grad)
        theirs.grad = torch.tensor(grad)
        optimizer.step()
        if number == 10:
            var, s = exercise("10-rmsprop").update_variables_RMSProp(0.1, 0.8, 0.05, var, grad, s)
        else:
            update = exercise("11-adam_optimizer").update_variables_Adam
            var, v, s = update(0.1, 0.7, 0.9, 0.05, var, grad, v, s, t)
    np.testing.assert_allclose(var, theirs.detach().numpy(), rtol=1e-12)


def test_plain_numbers_do_as_well_as_arrays_in_the_optimizers():
    update = exercise("11-adam_optimizer").update_variables_Adam
    array = update(0.1, 0.9, 0.99, 1e-8, np.zeros(1), np.array([2.0]), np.zeros(1), np.zeros(1), 1)
    number = update(0.1, 0.9, 0.99, 1e-8, 0, 2, 0, 0, 1)
    np.testing.assert_allclose(number, np.ravel(array))
    assert number[0] == pytest.approx(-0.1)


def test_decay_falls_in_stairs():
    twelve = exercise("12-learning_rate_decay")
    inverse = [twelve.learning_rate_decay(0.1, 1, step, 10) for step in (0, 9, 10, 19, 20, 90)]
    np.testing.assert_allclose(inverse, [0.1, 0.1, 0.05, 0.05, 0.1 / 3, 0.01])
    exponential = [twelve.exponential_decay(0.8, 0.5, step, 4) for step in (0, 3, 4, 7, 8)]
    np.testing.assert_allclose(exponential, [0.8, 0.8, 0.4, 0.4, 0.2])
