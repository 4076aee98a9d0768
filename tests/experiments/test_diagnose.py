"""Diagnosing experiments: cases whose answer is known, and learning curves whose sizes differ in examples only."""

import json

import numpy as np
import pytest

import descentlab as dl
from descentlab.cli.main import app
from descentlab.data import from_arrays
from descentlab.errors import InputError, SettingError
from descentlab.experiments.command_line import compare_command
from descentlab.experiments.compare import compare
from descentlab.experiments.diagnose import diagnose, learning_curve
from descentlab.experiments.grid import grid
from descentlab.experiments.plan import method_of
from descentlab.experiments.recipe import recipe
from descentlab.experiments.result import Result
from descentlab.training import reference
from descentlab.training.feed import Feed
from descentlab.training.fewer import FewerExamples
from descentlab.training.initialization import initial_values
from descentlab.training.population.engine import Population, Run


@pytest.fixture(scope="module")
def iris():
    return dl.data.load("iris")


@pytest.fixture(scope="module")
def folder(iris, tmp_path_factory):
    """A linear network that is stopped long before it has fit the data."""
    out = tmp_path_factory.mktemp("diagnose") / "iris"
    compare(iris, grid(activation="identity", hidden=(4,), epochs=3, learning_rate=0.003), seeds=6, out=out)
    return out


@pytest.fixture(scope="module")
def feed(iris):
    return FewerExamples(iris, "float32", "standard", (1 / 8, 1 / 4, 1 / 2), 6)


def test_sizes_share_all_but_their_examples(iris, feed):
    assert feed.sizes == (11, 22, 45, 90)
    whole = Feed(iris)
    for seed in (0, 7):
        seeds = [feed.seed_of(seed, size) for size in feed.sizes]
        assert seeds[-1] == seed
        assert {feed.root(one) for one in seeds} == {seed}
        examples = [set(feed.examples(one).tolist()) for one in seeds]
        assert [len(one) for one in examples] == [11, 22, 45, 90]
        assert examples[0] < examples[1] < examples[2] < examples[3]
        for one, own in zip(seeds, examples, strict=True):
            part = feed.part(one)
            assert set(part.train.tolist()) == own
            times = np.bincount(part.train, minlength=150)[sorted(own)]
            assert len(part.train) == 90
            assert times.max() - times.min() <= 1
            assert part.validation.tolist() == whole.part(seed).validation.tolist()
            assert np.ptp(np.bincount(iris.targets[sorted(own)])) <= 1  # of 30 examples of each class
            mean = feed.features[sorted(own)].mean(axis=0, dtype=np.float64)
            np.testing.assert_allclose(part.shift, mean, atol=1e-6)  # fitted on these examples alone
        np.testing.assert_array_equal(feed.part(seed).train, whole.part(seed).train)


@pytest.mark.long
def test_the_whole_part_trains_to_the_same_bits_as_in_an_experiment(iris, feed):
    method = method_of(recipe(hidden=(4,), epochs=2, dropout=0.2), feed)
    ends = []
    for one in (feed, Feed(iris)):
        population = Population([Run(method, seed) for seed in (3, 4)], one, batch_size=32, epochs=2)
        ends.append(population.advance(2).finished)
    for run in (0, 1):
        for name, array in ends[0][run].params.items():
            np.testing.assert_array_equal(array, ends[1][run].params[name])


def test_a_smaller_part_starts_from_the_same_weights_and_follows_the_reference(feed):
    one = recipe(hidden=(4,), epochs=2, dropout=0.2, optimizer="sgd", learning_rate=0.1)
    method = method_of(one, feed)
    small = feed.seed_of(5, 11)
    still = method_of(recipe(hidden=(4,), optimizer="sgd", learning_rate=0.0), feed)
    (epoch,) = reference.train(still, feed, small, batch_size=32, epochs=1)
    for name, array in initial_values(still.network, still.initializer, feed.inputs, 5, "float32")[0].items():
        np.testing.assert_array_equal(epoch.run.params[name], array)
    expected = [e.validation.loss for e in reference.train(method, feed, small, batch_size=32, epochs=2)]
    seeds = [feed.seed_of(5, size) for size in feed.sizes]
    population = Population([Run(method, seed) for seed in seeds], feed, batch_size=32, epochs=2)
    records = population.advance(2).records
    assert [record.validation.loss for record in records[0]] == pytest.approx(expected, rel=1e-5)
    assert records[0][-1].validation.loss != pytest.approx(records[3][-1].validation.loss, rel=1e-3)


def test_regression_parts_scale_their_targets_on_their_own_examples():
    diabetes = dl.data.load("diabetes")
    feed = FewerExamples(diabetes, "float64", "standard", (0.1,), 2)
    seed = feed.seed_of(2, feed.sizes[0])
    own, part = feed.examples(seed), feed.part(seed)
    prepared = feed.rows(part, own)[1]
    np.testing.assert_allclose((prepared.mean(), prepared.std()), (0, 1), atol=1e-9)


def test_a_linear_network_that_has_hardly_trained_has_bias(folder, iris):
    found = diagnose(folder, human_error=0.02)
    assert found.judgement.problem == "avoidable bias"
    assert found.judgement.floor == (0.02, "human error")
    result = Result.read(folder)
    assert found.rows[0].train == pytest.approx(1 - np.mean(result.best.train_scores))
    assert found.rows[0].test == pytest.approx(1 - np.mean(result.best.scores))
    assert found.curve.sizes == (6, 11, 22, 45, 90)
    (validation,) = [[1 - run.scores["validation"][1] for run in one.runs] for one in result.recipes]
    np.testing.assert_allclose(found.curve.validation[-1], validation, atol=1e-6)  # the runs of the report
    tried = [remedy.settings for remedy in found.remedies]
    assert {"activation": ["identity", "relu"]} in tried
    assert {"hidden": [(4,), (16,), (4, 4)]} in tried
    plain = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert plain["problem"] == "avoidable bias"
    assert len(plain["learning_curve"]["validation"]) == 5


@pytest.mark.long
def test_a_large_network_on_a_few_noisy_examples_has_variance(tmp_path):
    rng = np.random.default_rng(0)
    features = rng.normal(size=(100, 20))
    labels = (features[:, 0] + rng.normal(size=100) > 0).astype(int)
    noisy = from_arrays(features, labels, name="noisy")
    compare(noisy, grid(hidden=(64,), epochs=40, learning_rate=0.01), seeds=6, out=tmp_path / "noisy")
    found = diagnose(tmp_path / "noisy", curves=False)
    assert found.judgement.problem == "variance"
    assert found.rows[0].train == 0.0
    assert found.curve is None
    assert found.remedies[0].said.startswith("Early stopping") or "More training" in found.remedies[0].said
    assert {command.split(" --")[0] for command in found.commands if command} == {"descentlab compare DATA"}


@pytest.mark.long
def test_a_fitting_network_on_easy_data_has_neither(tmp_path):
    easy = dl.data.load("blobs", examples=300, noise=0.05)
    compare(easy, grid(hidden=(8,), epochs=8, learning_rate=0.05), seeds=6, out=tmp_path / "easy")
    found = diagnose(tmp_path / "easy", curves=False)
    assert found.judgement.problem == "none"
    assert found.remedies == ()
    assert found.sentences()[0] == "Neither bias nor variance is shown to matter."


def test_the_command_prints_writes_and_draws(folder, tmp_path, capsys):
    assert app(
        [
            "diagnose",
            str(folder),
            "--no-curves",
            "--json",
            str(tmp_path / "d.json"),
            "--out",
            str(tmp_path / "d.html"),
        ],
        standalone_mode=False,
    ) in (0, None)
    said = capsys.readouterr().out
    assert "Avoidable bias dominates" in said
    assert "descentlab compare iris --hidden 4 --hidden 16" in said
    assert json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))["data"] == "iris"
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert "avoidable bias dominates" in page
    assert "figure-error_parts" in page


@pytest.mark.long
def test_the_page_shows_the_learning_curve(folder, tmp_path):
    from descentlab.reports.diagnosis import html

    page = html(diagnose(folder))
    assert "figure-learning_curve" in page
    assert "Every size takes the same number of steps" in page.replace("\n", " ")


def test_a_curve_needs_two_sizes(folder):
    tiny = from_arrays(np.arange(12.0).reshape(6, 2) % 5, [0.0, 1, 2, 3, 4, 5], name="tiny", task="regression")
    one = Result.read(folder).best
    assert learning_curve(tiny, one, shares=(1.0,)) is None


def test_what_cannot_be_diagnosed_is_refused(folder):
    with pytest.raises(SettingError, match="unknown recipe 'adm'"):
        diagnose(folder, recipe="adm", curves=False)
    with pytest.raises(SettingError, match="give one"):
        diagnose(folder, human_error=0.1, bayes_error=0.1, curves=False)
    with pytest.raises(InputError, match="human error is 2"):
        diagnose(folder, human_error=2, curves=False)


def test_the_command_line_names_what_is_compared():
    one = recipe(optimizer="sgd", learning_rate=0.1, hidden=(8, 8))
    source = {"what": "my data.csv", "target": "y", "task": None}
    assert compare_command(source, one, {"dropout": [0.0, 0.5]}, {"seeds": 6}) == (
        "descentlab compare 'my data.csv' --target y --hidden 8,8 --optimizer sgd --dropout 0,0.5 --seeds 6"
    )
    assert compare_command(source, one, {"learning_rate": [0.1, 0.3]}, {}).endswith("--learning-rate 0.1,0.3")
    assert "--hidden 8,8 --hidden 16" in compare_command(source, one, {"hidden": [(8, 8), (16,)]}, {})
    assert "--augmentation none,noise" in compare_command(source, one, {"augmentation": [None, "noise"]}, {})
