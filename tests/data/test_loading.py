import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from descentlab import data
from descentlab.errors import DataError, SettingError

NAMED = ("blobs", "breast_cancer", "circles", "diabetes", "digits", "iris", "moons", "spirals", "wine")
GENERATED = ("blobs", "circles", "moons", "spirals")


def test_the_folder_is_the_list():
    assert data.names() == NAMED
    assert {".csv", ".npz", ".npy", ".parquet", "-idx3-ubyte.gz"} <= set(data.suffixes())


@pytest.mark.parametrize("name", NAMED)
def test_every_named_set_is_as_described(name):
    dataset = data.load(name)
    described = data.describe(name)
    assert described.name == dataset.name == name
    assert (described.examples, described.features, described.outputs) == dataset.sizes
    assert described.summary.isprintable()
    assert described.source
    assert described.task == dataset.task
    assert dataset.fingerprint == data.load(name).fingerprint
    assert dataset.images == (name == "digits")


def test_the_embedded_sets_are_the_known_ones():
    assert data.load("iris").classes == ("setosa", "versicolor", "virginica")
    assert data.load("iris").features[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert data.load("digits").sizes == (1797, 64, 10)
    assert data.load("digits").image_shape == (8, 8, 1)
    assert float(data.load("digits").features.max()) == 1.0
    assert data.load("breast_cancer").classes == ("malignant", "benign")
    assert data.load("diabetes").targets[:3, 0].tolist() == [151, 75, 141]
    assert data.load("wine").sizes == (178, 13, 3)


@pytest.mark.parametrize("name", GENERATED)
def test_generated_sets_follow_their_options(name):
    first = data.load(name, examples=61, noise=0.1, seed=4)
    assert first.sizes.examples == 61
    assert first.fingerprint == data.load(name, examples=61, noise=0.1, seed=4).fingerprint
    assert first.fingerprint != data.load(name, examples=61, noise=0.1, seed=5).fingerprint
    assert np.bincount(first.targets).min() >= 61 // first.sizes.outputs
    assert data.load(name, noise=0).sizes.examples == 1000


def test_spirals_are_two_arms_turned_by_half_a_circle():
    arms = data.load("spirals", noise=0, examples=200)
    radius = np.hypot(*arms.features.T)
    angle = 3 * np.pi * radius + np.pi * arms.targets
    np.testing.assert_allclose(arms.features, radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
    assert radius.max() <= 1


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        ({"examples": 3}, ["examples is 3", "at least 4"]),
        ({"examples": 10.5}, ["examples is 10.5", "whole"]),
        ({"noise": -1}, ["noise is -1"]),
        ({"noise": float("inf")}, ["noise is inf"]),
        ({"noise": "x"}, ["noise is 'x'"]),
        ({"seed": -1}, ["seed is -1"]),
        ({"nois": 1}, ["'moons'", "did you mean 'noise'"]),
        ({"target": "x"}, ["'moons' takes no target"]),
    ],
)
def test_unknown_and_unlawful_options_are_refused(refused, options, parts):
    refused(SettingError, parts, data.load, "moons", **options)


def test_sets_and_files_without_options_take_none(refused, write):
    refused(SettingError, ["'iris' takes no noise"], data.load, "iris", noise=1)
    refused(SettingError, ["takes no noise"], data.load, write("a,b\n1,x\n2,y\n"), noise=1)
    refused(SettingError, ["takes no task"], data.load, data.load("iris"), task="regression")


def test_a_data_set_is_handed_back():
    iris = data.load("iris")
    assert data.load(iris) is iris


@pytest.mark.fault(44)
def test_what_is_not_there_is_refused_with_the_nearest_name(refused, tmp_path):
    refused(DataError, ["no such file or data set 'digit'", "did you mean 'digits'"], data.load, "digit")
    refused(DataError, ["no such file or data set 'a\\nb.csv'", "known are blobs"], data.load, "a\nb.csv")
    refused(DataError, ["no such file or data set 'a\\x00b'"], data.load, "a\0b")
    refused(DataError, ["no data in this folder"], data.load, tmp_path)
    refused(SettingError, ["no path", "from_arrays"], data.load, 3)
    refused(DataError, ["unknown data set 'moon'", "'moons'"], data.describe, "moon")


@pytest.mark.fault(44)
def test_other_file_types_are_refused(refused, write, tmp_path):
    refused(DataError, ["'.xlsx'", "convert", ".csv"], data.load, write("x", "book.xlsx"))
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nothing")
    refused(DataError, ["no such file", "dangling.csv"], data.load, tmp_path / "dangling.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    refused(DataError, ["loop.csv", "cannot be opened"], data.load, tmp_path / "loop.csv")


def test_a_path_is_shown_as_it_was_given(refused, write, tmp_path, monkeypatch):
    write("a,b\n1,\n", "some table.csv")
    monkeypatch.chdir(tmp_path)
    assert refused(DataError, [], data.load, "./some table.csv").startswith("./some table.csv: line 2")


def test_a_path_object_is_never_a_named_set(refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(DataError, ["no such file"], data.load, Path("iris"))


def test_importing_data_loads_nothing_heavy():
    code = (
        "import sys, descentlab.data as data; data.names();"
        "print([m for m in ('sklearn', 'pyarrow', 'pandas', 'scipy', 'jax') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
