"""Training parts of several sizes in one population: what a learning curve over the number of examples needs.

A program is compiled for one number of steps. So a part of m examples repeats them, in turn, up to the length of the
whole part: every size takes the same number of steps, and only the number of *different* examples varies. The
standardization is fitted on those m alone. Sizes of one seed share initial weights, noise, validation part and the
order of places; the examples of a smaller size are among those of a larger, and each class keeps about its share.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from descentlab.data.dataset import Dataset
from descentlab.training.feed import Feed, Numbers, SeedPart

_STRIDE = 2**32  # above all seeds
_FEWER = 3  # the stream of a seed from which the choice of examples comes; see training/randomness.py


class FewerExamples(Feed):
    """A feed whose seeds may stand for a part of a seed's training examples.

    sizes: how many, ascending; the last is the whole part.
    """

    def __init__(
        self, dataset: Dataset, dtype: Any, scaling: str, shares: Sequence[float], least: int = 2
    ) -> None:
        """shares: of the training part, in (0, 1]; the whole is always among them. least: the fewest examples."""
        super().__init__(dataset, dtype, scaling)
        whole = len(self.part(0).train)
        wanted = {min(whole, max(least, round(share * whole))) for share in shares}
        self.sizes = tuple(sorted(wanted | {whole}))

    def seed_of(self, seed: int, size: int) -> int:
        """The seed that stands for so many examples of a seed's training part."""
        return seed if size == self.sizes[-1] else seed + _STRIDE * (1 + self.sizes.index(size))

    def root(self, seed: int) -> int:
        """The seed itself, without the size."""
        return seed % _STRIDE

    def part(self, seed: int) -> SeedPart:
        """What a seed, or the seed of a smaller part, contributes; the same at every call."""
        if seed < _STRIDE or seed in self._parts:
            return super().part(seed)
        whole = super().part(self.root(seed))
        seen = self.examples(seed)
        self._parts[seed] = self.fitted(seen, np.resize(seen, len(whole.train)), whole.validation)
        return self._parts[seed]

    def examples(self, seed: int) -> Numbers:
        """The rows of the different examples that a seed trains on, ascending."""
        root = self.root(seed)
        rows = super().part(root).train
        if seed == root:
            return rows
        size = self.sizes[seed // _STRIDE - 1]
        return np.sort(rows[self._turns(root, rows)[:size]])

    def _turns(self, root: int, rows: Numbers) -> Numbers:
        """The places of a training part in the order in which they join: each class spreads evenly over it."""
        generator = np.random.default_rng([root, _FEWER])
        shuffled = generator.permutation(len(rows))
        if not self.classification:
            return shuffled
        labels = self.targets[rows[shuffled]]
        when = np.empty(len(rows))
        for label in np.unique(labels):
            own = np.flatnonzero(labels == label)
            when[own] = (np.arange(len(own)) + generator.uniform()) / len(own)
        return shuffled[np.argsort(when, kind="stable")]
