"""What a run that goes wrong does to those beside it: nothing, in every strategy and with all that has a state."""

import numpy as np
import pytest

from descentlab import data
from descentlab.experiments.plan import method_of
from descentlab.experiments.recipe import recipe
from descentlab.training.feed import Feed
from descentlab.training.population.engine import Population, Run
from descentlab.training.population.programs import STRATEGIES

WITH_STATE = {"optimizer": "momentum", "normalization": "batch_norm", "clip_norm": 1.0, "patience": 3}


@pytest.fixture(scope="module")
def feed():
    return Feed(data.load("iris"))


@pytest.mark.fault(25)
@pytest.mark.parametrize(
    "strategy", [STRATEGIES[0], *(pytest.param(one, marks=pytest.mark.long) for one in STRATEGIES[1:])]
)
def test_a_run_that_is_no_number_after_its_first_step_leaves_its_neighbours_bits_alone(feed, strategy):
    """The middle run's L2 penalty overflows, so that its first step makes all its weights and averages NaN."""
    ended = {}
    for name, strength in {"fine": 1e-3, "broken": 3e38}.items():
        runs = [
            Run(method_of(recipe(hidden=(8,), epochs=4, l2=l2, learning_rate=0.02, **WITH_STATE), feed), seed)
            for seed in (0, 1)
            for l2 in (1e-3, strength, 1e-2)
        ]
        ended[name] = Population(runs, feed, batch_size=16, epochs=4, strategy=strategy).advance(4)
    for run in (0, 2, 3, 5):
        assert ended["broken"].records[run] == ended["fine"].records[run]
        fine, beside = ended["fine"].finished[run], ended["broken"].finished[run]
        assert (beside.status, beside.at, beside.kept) == (fine.status, fine.at, fine.kept)
        for kept, expected in ((beside.params, fine.params), (beside.layers, fine.layers)):
            assert {name: leaf.tobytes() for name, leaf in kept.items()} == {
                name: leaf.tobytes() for name, leaf in expected.items()
            }
    for run in (1, 4):
        assert ended["broken"].finished[run].status == "diverged"
        assert ended["broken"].finished[run].at == 2
        assert ended["broken"].records[run] == []


@pytest.mark.fault(3)
@pytest.mark.long
def test_a_feature_that_is_constant_within_a_mini_batch_trains_under_batch_normalization():
    """One example in fifty is not zero in the first column: in most mini-batches that column has no spread."""
    random = np.random.default_rng(0)
    features = random.normal(size=(200, 3))
    features[:, 0] = np.arange(200) % 50 == 0
    features[:, 1] = 1e6 + 1e-9 * (np.arange(200) % 7)  # and one that is constant but for rounding
    feed = Feed(data.from_arrays(features, (features[:, 2] > 0).astype(int)))
    layers = "batch_norm, dense(units=8), batch_norm, relu"
    one = recipe(layers=layers, epochs=3, optimizer="adam", learning_rate=0.01)
    chunk = Population([Run(method_of(one, feed), 0)], feed, batch_size=4, epochs=3).advance(3)
    assert chunk.finished[0].status == "done"
    for leaf in (*chunk.finished[0].params.values(), *chunk.finished[0].layers.values()):
        assert np.all(np.isfinite(leaf))
