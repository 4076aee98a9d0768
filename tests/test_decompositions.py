"""Decompositions of matrices: the same in every library, and one at a time where JAX maps."""

from collections.abc import Callable, Iterator
from typing import Any

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.linalg
import torch

from descentlab.decompositions import eigh, qr

libraries = pytest.mark.parametrize(
    "make", [np.asarray, array_api_strict.asarray, torch.from_numpy, jnp.asarray]
)
MATRICES = np.random.default_rng(0).normal(size=(3, 4, 4)).astype("float32")
SYMMETRIC = MATRICES @ np.swapaxes(MATRICES, 1, 2)


@libraries
def test_eigh_by_hand(make: Callable[[Any], Any]) -> None:
    """[[2, 1], [1, 2]] takes (1, -1) to itself, and (1, 1) to three times itself."""
    values, vectors = eigh(make(np.array([[2, 1], [1, 2]], "float32")))
    np.testing.assert_allclose(np.asarray(values), [1, 3], rtol=1e-6)
    np.testing.assert_allclose(abs(np.asarray(vectors)), np.sqrt([[0.5, 0.5], [0.5, 0.5]]), rtol=1e-6)
    assert np.prod(np.asarray(vectors)[:, 0]) < 0


@libraries
def test_qr_by_hand(make: Callable[[Any], Any]) -> None:
    """(3, 4) has length 5; of (0, 5), 4 lie along it and 3 across."""
    q, r = qr(make(np.array([[3, 0], [4, 5]], "float32")))
    np.testing.assert_allclose(np.asarray(q), [[0.6, -0.8], [0.8, 0.6]], rtol=1e-6)
    np.testing.assert_allclose(np.asarray(r), [[5, 4], [0, 3]], rtol=1e-6, atol=1e-6)


@libraries
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_raises_nothing_and_shows(make: Callable[[Any], Any], bad: float) -> None:
    matrix = np.array([[1, bad], [bad, 1]], "float32")
    assert np.all(np.isnan(np.asarray(eigh(make(matrix))[0])))
    assert np.any(np.isnan(np.asarray(qr(make(matrix))[0])))


def test_mapped_by_jax() -> None:
    """Twice, as a population is, against SciPy."""
    for matrices in (SYMMETRIC, np.stack([SYMMETRIC, 2 * SYMMETRIC])):
        mapped: Any = (jax.vmap(eigh), jax.vmap(qr))
        if matrices.ndim > 3:
            mapped = tuple(jax.vmap(function) for function in mapped)
        values = np.asarray(jax.jit(mapped[0])(matrices)[0])
        q = np.asarray(jax.jit(mapped[1])(matrices)[0])
        for place in np.ndindex(matrices.shape[:-2]):
            np.testing.assert_allclose(values[place], scipy.linalg.eigvalsh(matrices[place]), rtol=1e-4)
            found: Any = scipy.linalg.qr(matrices[place])
            expected, r = found
            np.testing.assert_allclose(q[place], expected * np.sign(np.diag(r)), atol=1e-4)


@pytest.mark.parametrize("function", [eigh, qr])
def test_lapack_never_gets_a_batch(function: Callable[[Any], Any]) -> None:
    """With one for each core, threads of jaxlib 0.10 wait for each other for ever."""

    def equations(jaxpr: Any) -> Iterator[Any]:
        for equation in jaxpr.eqns:
            yield equation
            for inner in jax.tree.leaves(list(equation.params.values()), is_leaf=lambda x: hasattr(x, "eqns")):
                inner = getattr(inner, "jaxpr", inner)
                if hasattr(inner, "eqns"):
                    yield from equations(inner)

    traced = jax.make_jaxpr(jax.vmap(jax.vmap(function)))(np.stack([SYMMETRIC, SYMMETRIC]))
    found = [one for one in equations(traced.jaxpr) if one.primitive.name == function.__name__]
    assert found
    for one in found:
        assert one.invars[0].aval.ndim == 2
