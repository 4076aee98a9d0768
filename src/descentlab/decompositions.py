"""Decompositions of matrices, with one answer in every library, and for one matrix after the other.

Where JAX maps over a population, it would hand LAPACK all matrices at once. jaxlib 0.10 shares such a batch out
among threads which may all be waiting for each other, and stands still; so under ``vmap`` they go in turn.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import array_api_compat

from descentlab.arrays import Array, device, namespace


def eigh(matrix: Array) -> tuple[Array, Array]:
    """Eigenvalues (n,), ascending, and eigenvectors (n, n), its columns, of a symmetric matrix (n, n).

    Eigenvalues are NaN where the entries are not all finite; some libraries would raise.
    """
    xp = namespace(matrix)
    identity = xp.eye(matrix.shape[0], dtype=matrix.dtype, device=device(matrix))
    finite = xp.all(xp.isfinite(matrix))
    values, vectors = _in_turn(xp.linalg.eigh, xp.where(finite, matrix, identity))
    return xp.where(finite, values, xp.full_like(values, xp.nan)), vectors


def qr(matrix: Array) -> tuple[Array, Array]:
    """Q and R of a square matrix of full rank, with the one choice of signs that makes R's diagonal positive."""
    xp = namespace(matrix)
    q, r = _in_turn(xp.linalg.qr, matrix)
    diagonal = xp.linalg.diagonal(r)
    signs = xp.where(diagonal < 0, -xp.ones_like(diagonal), xp.ones_like(diagonal))
    return q * signs, r * signs[:, None]


def _in_turn(function: Callable[[Array], Any], matrix: Array) -> Any:
    def one(matrix: Array) -> Any:
        return function(matrix)  # without the options that JAX's own functions have

    if array_api_compat.is_jax_array(matrix):
        return import_module("jax.custom_batching").sequential_vmap(one)(matrix)
    return one(matrix)
