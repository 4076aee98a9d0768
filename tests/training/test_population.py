"""Populations: neighbours that do not disturb each other, runs that leave, and going on from a checkpoint."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab import data
from descentlab.experiments.plan import method_of
from descentlab.experiments.recipe import recipe
from descentlab.training.feed import Feed
from descentlab.training.population import engine, programs, strategies
from descentlab.training.population.engine import Population, Run
from descentlab.training.population.layout import arrange, slots


@pytest.fixture(scope="module")
def feed():
    return Feed(data.load("iris"))


def population(feed, rates, seeds=(0, 1, 2), *, epochs=6, cores=None, **settings):
    one = recipe(hidden=(8,), epochs=epochs, **settings)
    runs = [Run(method_of(one.with_learning_rate(rate), feed), seed) for rate in rates for seed in seeds]
    return Population(runs, feed, batch_size=16, epochs=epochs, cores=cores)


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=20),
    st.integers(1, 5),
    st.data(),
)
def test_a_layout_holds_every_run_in_the_row_of_its_seed(seeds, devices, draw):
    alive = sorted(draw.draw(st.sets(st.sampled_from(range(len(seeds))), min_size=1)))
    layout = arrange(seeds, alive, devices)
    assert set(slots(layout.grid)) == set(alive)
    for row in layout.grid:
        assert len({seeds[run] for run in row}) == 1
    assert layout.grid.shape[layout.axis] % layout.devices == 0
    assert layout.devices <= devices


@pytest.mark.fault(24, 25)
def test_a_diverged_run_is_a_status_and_leaves_its_neighbours_bits_alone(feed):
    quiet = population(feed, (0.05, 0.1), optimizer="sgd", activation="identity").advance(6)
    wild = population(feed, (0.05, 1e20), optimizer="sgd", activation="identity").advance(6)
    for run in (0, 1, 2):
        assert wild.finished[run].status == "done"
        assert wild.records[run] == quiet.records[run]
        for name, value in quiet.finished[run].params.items():
            np.testing.assert_array_equal(wild.finished[run].params[name], value)
    for run in (3, 4, 5):
        assert wild.finished[run].status == "diverged"
        assert wild.finished[run].at >= 2
        assert len(wild.records[run]) < 6


@pytest.mark.fault(24)
def test_divergence_names_the_step(feed):
    """At this rate the first update makes infinite logits, so the second mini-batch's loss is not finite."""
    chunk = population(feed, (1e30,), seeds=(0,), optimizer="sgd", activation="identity").advance(6)
    assert chunk.finished[0] == engine.Finished("diverged", 2, 0, {}, {})
    assert chunk.records[0] == []


def test_patience_stops_runs_and_keeps_their_best_weights(feed):
    watched = population(feed, (0.5, 1e-4), epochs=60, optimizer="adam", patience=3)
    free = population(feed, (0.5, 1e-4), epochs=60, optimizer="adam")
    chunk, full = watched.advance(60), free.advance(60)
    stopped = [run for run, end in chunk.finished.items() if end.status == "stopped early"]
    assert stopped
    for run in stopped:
        losses = [record.validation.loss for record in full.records[run]]
        best = int(np.argmin(losses[: chunk.finished[run].at])) + 1
        assert chunk.finished[run].at == best + 3
        assert chunk.finished[run].kept == best
        assert len(chunk.records[run]) == best + 3
        again = population(feed, (0.5, 1e-4), epochs=60, optimizer="adam")
        again.advance(best)
        for name, value in again.weights(run)[0].items():
            np.testing.assert_array_equal(chunk.finished[run].params[name], value)


@pytest.mark.parametrize(
    "settings", [{"dropout": 0.3, "normalization": "batch_norm", "schedule": "cosine"}, {"patience": 4}]
)
def test_a_restored_population_goes_on_with_the_same_bytes(feed, settings):
    whole = population(feed, (0.01, 0.03), **settings).advance(6)
    first = population(feed, (0.01, 0.03), **settings)
    part = first.advance(2)
    saved = first.checkpoint()
    second = population(feed, (0.01, 0.03), **settings)
    second.restore(saved, {run: end.status for run, end in part.finished.items()})
    rest = second.advance(4)
    for run in range(6):
        assert part.records[run] + rest.records.get(run, []) == whole.records[run]
        for name, value in whole.finished[run].params.items():
            np.testing.assert_array_equal((part.finished | rest.finished)[run].params[name], value)


def test_compaction_moves_the_living_and_a_checkpoint_remembers_it(feed, monkeypatch):
    monkeypatch.setattr(engine, "_WORTH_COMPILING", 0.0)
    rates = (0.05, 1e20, 1e25, 1e30)
    small = population(feed, rates, optimizer="sgd", activation="identity")
    before = small.layout.grid.size
    part = small.advance(2)
    assert {end.status for end in part.finished.values()} == {"diverged"}
    assert small.layout.grid.size < before
    assert small.alive == [0, 1, 2]
    saved = small.checkpoint()
    rest = small.advance(4)
    assert [len(rest.records[run]) for run in (0, 1, 2)] == [4, 4, 4]
    reference = population(feed, (0.05,), optimizer="sgd", activation="identity").advance(6)
    for run in (0, 1, 2):
        found = [record.loss for record in part.records[run] + rest.records[run]]
        assert found == pytest.approx([record.loss for record in reference.records[run]], rel=1e-5)
    again = population(feed, rates, optimizer="sgd", activation="identity")
    again.restore(saved, {run: end.status for run, end in part.finished.items()})
    assert again.advance(4).records == rest.records


def test_runs_of_the_same_seed_start_alike_and_other_seeds_differ(feed):
    runs = population(feed, (0.0,), seeds=(0, 0, 1), optimizer="sgd")
    first, twin, other = (runs.weights(run)[0]["dense1.kernel"] for run in range(3))
    np.testing.assert_array_equal(first, twin)
    assert not np.any(first == other)


def test_results_do_not_depend_on_the_order_of_runs(feed):
    forwards = population(feed, (0.01, 0.03), seeds=(0, 1)).advance(6)
    backwards = population(feed, (0.03, 0.01), seeds=(1, 0)).advance(6)
    for run in range(4):
        found = [record.loss for record in backwards.records[3 - run]]
        assert found == pytest.approx([record.loss for record in forwards.records[run]], rel=1e-6)


def test_a_large_population_measures_its_strategy_and_remembers_it(feed, monkeypatch, tmp_path):
    monkeypatch.setenv("DESCENTLAB_CACHE", str(tmp_path))
    monkeypatch.setattr(strategies, "WORTH_MEASURING", 0.0)
    chosen = population(feed, (0.01, 0.03))
    assert chosen.strategy in strategies.STRATEGIES
    (file,) = (tmp_path / "strategies").iterdir()
    assert f'"{chosen.strategy}"' in file.read_text()

    def never(*_):
        raise AssertionError("measured again")

    monkeypatch.setattr(strategies, "_measure", never)
    assert population(feed, (0.01, 0.03)).strategy == chosen.strategy


def test_one_core_or_two_give_the_same_losses(feed):
    one = population(feed, (0.01, 0.03), cores=1).advance(6)
    two = population(feed, (0.01, 0.03), cores=2).advance(6)
    for run in range(6):
        found = [record.loss for record in two.records[run]]
        assert found == pytest.approx([record.loss for record in one.records[run]], rel=1e-5)


def test_half_an_entry_in_the_cache_of_programs_is_dropped_without_a_word(tmp_path, monkeypatch):
    """JAX warns of what a killed process left of an entry, at every start, and never replaces it."""
    monkeypatch.setenv("DESCENTLAB_CACHE", str(tmp_path))
    entry = tmp_path / "programs" / "jit_epoch-1-cache"
    entry.parent.mkdir()
    entry.write_bytes(b"half")

    class Jax:
        def jit(self, *_, **__):
            return self

        def lower(self, *_):
            return self

        def default_backend(self):
            return "cpu"

        def compile(self, **_):
            warnings.warn("Error reading persistent compilation cache entry for 'jit_epoch'", stacklevel=1)
            warnings.warn("something else", stacklevel=1)
            return "compiled"

    monkeypatch.setattr(programs, "jax", Jax())
    with pytest.warns(UserWarning, match="something else") as told:
        assert programs._compile(None, ()) == "compiled"
    assert len(told) == 1
    assert not entry.exists()
