"""The answers to the fifteen exercises: names, values worked by hand, and what they leave alone."""

# ruff: noqa: NPY002  (the course's numbers come from NumPy's global generator)

import ast
import importlib.util
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
import torch
from course_runs import COURSE, run

from descentlab.diagnosis.moving_average import moving_average

SIGNATURES = {
    "0-norm_constants": "normalization_constants(X)",
    "1-normalize": "normalize(X, m, s)",
    "2-shuffle_data": "shuffle_data(X, Y)",
    "3-mini_batch": "create_mini_batches(X, Y, batch_size)",
    "4-moving_average": "moving_average(data, beta)",
    "5-momentum": "update_variables_momentum(alpha, beta1, var, grad, v)",
    "6-momentum": "create_momentum_op(alpha, beta1)",
    "7-RMSProp": "update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s)",
    "8-RMSProp": "create_RMSProp_op(alpha, beta2, epsilon)",
    "9-Adam": "update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t)",
    "10-Adam": "create_Adam_op(alpha, beta1, beta2, epsilon)",
    "11-learning_rate_decay": "learning_rate_decay(alpha, decay_rate, global_step, decay_step)",
    "12-learning_rate_decay": "learning_rate_decay(alpha, decay_rate, decay_step)",
    "13-batch_norm": "batch_norm(Z, gamma, beta, epsilon)",
    "14-batch_norm": "create_batch_norm_layer(prev, n, activation)",
}


def answer(name: str) -> Any:
    """The function of an answer's file."""
    spec = importlib.util.spec_from_file_location(name, COURSE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, SIGNATURES[name].partition("(")[0])


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature(name: str) -> None:
    tree = ast.parse((COURSE / f"{name}.py").read_text(encoding="utf-8"))
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    assert f"{function.name}({ast.unparse(function.args)})" == SIGNATURES[name]
    assert ast.get_docstring(tree)
    assert ast.get_docstring(function)


# --- preparation and averages


def test_norm_constants() -> None:
    means, deviations = answer("0-norm_constants")(np.array([[1, 5, 2], [3, 5, 8]]))
    np.testing.assert_array_equal(means, [2, 5, 5])
    np.testing.assert_array_equal(deviations, [1, 0, 3])


def test_normalize() -> None:
    X = read_only([[1.0, 8.0], [5.0, 2.0]])
    np.testing.assert_array_equal(
        answer("1-normalize")(X, np.array([3.0, 2.0]), np.array([2.0, 3.0])), [[-1, 2], [1, 0]]
    )


def test_shuffle_keeps_rows_together() -> None:
    X, Y = read_only(np.arange(40).reshape(20, 2)), read_only(np.arange(20) * 2.0)
    np.random.seed(3)
    shuffled, partners = answer("2-shuffle_data")(X, Y)
    np.testing.assert_array_equal(shuffled[:, 0], partners)
    np.testing.assert_array_equal(np.sort(partners), Y)
    assert not np.array_equal(partners, Y)


@pytest.mark.parametrize(("m", "sizes"), [(10, [4, 4, 2]), (8, [4, 4]), (3, [3])])
def test_mini_batches(m: int, sizes: list[int]) -> None:
    X = read_only(np.arange(2 * m).reshape(m, 2))
    np.random.seed(1)
    order = np.random.permutation(m)
    np.random.seed(1)
    batches = answer("3-mini_batch")(X, X[:, :1] + 0.5, 4)
    assert type(batches) is list
    assert [tuple(map(len, batch)) for batch in batches] == [(size, size) for size in sizes]
    np.testing.assert_array_equal(np.concatenate([batch[0] for batch in batches]), X[order])
    np.testing.assert_array_equal(np.concatenate([batch[1] for batch in batches]), X[order, :1] + 0.5)


def test_moving_average() -> None:
    """Beta 1/2 of 4, 2, 8: averages 2, 2, 5 over 1/2, 3/4, 7/8."""
    found = answer("4-moving_average")([4, 2, 8], 0.5)
    assert type(found) is list
    assert [type(value) for value in found] == [float] * 3
    np.testing.assert_allclose(found, [4, 8 / 3, 40 / 7], rtol=1e-15)


def test_moving_average_is_the_librarys() -> None:
    values = np.random.default_rng(0).normal(size=200)
    found = answer("4-moving_average")(read_only(values), 0.97)
    np.testing.assert_allclose(found, moving_average(values, 0.97), rtol=1e-11, atol=1e-13)
    assert answer("4-moving_average")([], 0.9) == []


# --- optimizers

UPDATES = {
    "5-momentum": ((0.5, 0.75), (1, 4, 2), (), (-0.25, 2.5)),  # v: 3/4 of 2 and 1/4 of 4
    "7-RMSProp": ((0.5, 0.75, 1.0), (1, 4, 16), (), (0.6, 16)),  # the step is 1/2 * 4 / (4 + 1)
    "9-Adam": (
        (0.25, 0.5, 0.5, 0.5),
        (1, 2, 1, 2),
        (2,),
        (0.8, 1.5, 3),
    ),  # 1/4 * (1.5 / 0.75) / (sqrt(3 / 0.75) + 1/2)
}
"""For each: numbers in front, variable with gradient and moments, t, and what must come out, worked by hand."""

MAKERS = {
    "numbers": lambda value: value,
    "floats": float,
    "float64": lambda value: read_only([[value], [value]]).astype(np.float64),
    "float32": lambda value: read_only(np.full((3,), value, np.float32)),
    "integers": lambda value: read_only([value, value]),
    "jax": lambda value: jnp.full((2, 1), value, jnp.float32),
    "jax integers": lambda value: jnp.full((2,), value),
    "torch": lambda value: torch.full((2, 2), value, dtype=torch.float64),
    "torch integers": lambda value: torch.full((2,), value),
}


def read_only(values: Any) -> Any:
    array = np.array(values)
    array.setflags(write=False)
    return array


@pytest.mark.parametrize("name", UPDATES)
@pytest.mark.parametrize("kind", MAKERS)
def test_update(name: str, kind: str) -> None:
    """By hand, for any array or number; what is handed in stays as it is."""
    front, given, last, expected = UPDATES[name]
    arguments = [MAKERS[kind](value) for value in given]
    results = answer(name)(*front, *arguments, *last)
    assert type(results) is tuple
    for result, value in zip(results, expected, strict=True):
        np.testing.assert_allclose(
            np.asarray(result), np.broadcast_to(value, np.shape(arguments[0])), rtol=1e-6
        )
        if not isinstance(arguments[0], int | float):
            assert type(result) is type(arguments[0])
    for argument, value in zip(arguments, given, strict=True):
        np.testing.assert_array_equal(np.asarray(argument), np.full(np.shape(argument), value))


@pytest.mark.parametrize("name", UPDATES)
@pytest.mark.parametrize("kind", ["float64", "float32", "jax", "torch"])
def test_update_of_a_number_by_an_array(name: str, kind: str) -> None:
    """The course's `b = 0`: it takes the gradient's shape, library and dtype."""
    front, given, last, _ = UPDATES[name]
    gradient = MAKERS[kind](given[1])
    alone = answer(name)(*front, 0, float(given[1]), *([0] * (len(given) - 2)), *last)
    for result, value in zip(
        answer(name)(*front, 0, gradient, *([0] * (len(given) - 2)), *last), alone, strict=True
    ):
        assert (type(result), result.shape, result.dtype) == (type(gradient), gradient.shape, gradient.dtype)
        np.testing.assert_allclose(np.asarray(result), np.full(gradient.shape, value), rtol=1e-6)


@pytest.mark.parametrize(("name", "peer"), [("7-RMSProp", torch.optim.RMSprop), ("9-Adam", torch.optim.Adam)])
def test_six_updates_against_torch(name: str, peer: Any) -> None:
    """An epsilon of 0.1, so that its place shows."""
    rng = np.random.default_rng(0)
    var, moments = rng.normal(size=(3, 2)), [np.zeros((3, 2))] * (2 if name == "9-Adam" else 1)
    theirs = torch.tensor(var, requires_grad=True)
    settings = {"alpha": 0.9} if name == "7-RMSProp" else {"betas": (0.9, 0.99)}
    optimizer = peer([theirs], lr=0.05, eps=0.1, **settings)
    for t in range(1, 7):
        grad = rng.normal(size=(3, 2)) * 10.0 ** rng.integers(-3, 2, size=(3, 2))
        weights = (0.05, 0.9, 0.99, 0.1) if name == "9-Adam" else (0.05, 0.9, 0.1)
        var, *moments = answer(name)(*weights, var, grad, *moments, *([t] if name == "9-Adam" else []))
        theirs.grad = torch.tensor(grad)
        optimizer.step()
        np.testing.assert_allclose(var, theirs.detach().numpy(), rtol=1e-12)


# --- schedule and layer


@pytest.mark.parametrize(("step", "rate"), [(0, 0.3), (9, 0.3), (10, 0.1), (19, 0.1), (20, 0.06)])
def test_learning_rate_decay(step: int, rate: float) -> None:
    assert answer("11-learning_rate_decay")(0.3, 2, step, 10) == pytest.approx(rate, rel=1e-15)


@pytest.mark.parametrize("make", [read_only, jnp.asarray, torch.tensor])
def test_batch_norm(make: Any) -> None:
    """Variance 1 and epsilon 3 halve the first feature; the second is constant."""
    Z = make([[1, 10], [3, 10]])
    found = answer("13-batch_norm")(Z, make([[2.0, 5.0]]), make([[1.0, 7.0]]), 3)
    np.testing.assert_allclose(np.asarray(found), [[0, 7], [2, 7]], rtol=1e-6)


def test_every_numpy_file_runs_from_elsewhere(tmp_path) -> None:
    """Exercise 3 finds exercise 2 beside it, also where the working directory has another."""
    (tmp_path / "2-shuffle_data.py").write_text("raise SystemExit('the wrong one')")
    names = [name for name in SIGNATURES if name.partition("-")[0] not in ("6", "8", "10", "12", "14")]
    code = f"import runpy, sys\nfor name in {names}:\n    runpy.run_path(sys.argv[1] + '/' + name + '.py')"
    done = run(str(COURSE), folder=tmp_path, code=code + "\nprint('tensorflow' in sys.modules)")
    assert (done.stdout, done.stderr) == ("False\n", "")
