"""Embedding: every whole number, such as a word's place in a vocabulary, stands for a row of a table.

With hot = 1 where an index equals the row's number, 0 elsewhere,

    y       = hot @ kernel              (the row of that number)
    dkernel = hot^T @ dy                dx = 0: there is nothing between two whole numbers

Convention: the table is (vocabulary, dimensions), as in Keras and PyTorch, here named ``kernel``: an
initializer draws it, with the vocabulary as fan_in (Keras's count of fans; by default Keras draws uniformly
within +-0.05 and PyTorch normally with variance 1), and penalties reach it. A number that is no row's
(negative, too large, or not whole) gives zeros; PyTorch refuses it, and Keras on JAX gives NaN or counts
negative ones from the end. No row is kept at zero for padding.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, device, namespace
from descentlab.contracts import NO_NUMBERS, Needs, Shape, Weights


class Embedding(NamedTuple):
    """Structure: ``vocabulary``, how many numbers there are from 0 on, and ``dimensions``, the outputs for each."""

    vocabulary: int
    dimensions: int

    SOURCE = "Bengio, Ducharme, Vincent & Jauvin (2003), A Neural Probabilistic Language Model, JMLR 3"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """kernel (vocabulary, dimensions); the output is (length, dimensions) for inputs (length,)."""
        shape = (self.vocabulary, self.dimensions)
        return Needs((*inputs, self.dimensions), {"kernel": Weights(shape, "kernel", *shape)})

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Array, Arrays]:
        """y (batch, length, dimensions) from x (batch, length), whole numbers in any dtype."""
        del noise  # nothing is random
        hot = self._hot(params["kernel"], x)
        return hot @ params["kernel"], hot, state

    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        """dx (batch, length), all zeros in dy's dtype, and the gradient."""
        del params  # a sum of rows
        xp = namespace(dy)
        hot = xp.reshape(saved, (-1, self.vocabulary))
        grads = {"kernel": xp.matrix_transpose(hot) @ xp.reshape(dy, (-1, self.dimensions))}
        return xp.zeros_like(saved[..., 0]), grads

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y (batch, length, dimensions)."""
        del state  # nothing runs along
        return self._hot(params["kernel"], x) @ params["kernel"]

    def _hot(self, kernel: Array, x: Array) -> Array:
        """(batch, length, vocabulary) in the kernel's dtype."""
        xp = namespace(x)
        rows = xp.arange(self.vocabulary, dtype=x.dtype, device=device(x))
        return xp.astype(x[..., None] == rows, kernel.dtype)
