import dataclasses
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from descentlab.data import from_arrays
from descentlab.errors import DataError, SettingError

X = np.arange(12.0).reshape(6, 2) ** 1.5
Y = [0, 1, 0, 1, 0, 1]


def test_a_small_data_set_has_the_promised_form():
    dataset = from_arrays([[1, 2], [3, 4], [5, 7]], ["b", "a", "b"], name="three")
    assert dataset.features.dtype == np.float64
    assert dataset.features.flags.c_contiguous
    assert not dataset.features.flags.writeable
    assert not dataset.targets.flags.writeable
    assert dataset.targets.tolist() == [1, 0, 1]
    assert dataset.targets.dtype == np.int64
    assert (dataset.task, dataset.classes, dataset.target_names) == ("classification", ("a", "b"), ("target",))
    assert dataset.feature_names == ("x0", "x1")
    assert dataset.sizes == (3, 2, 2)
    assert (dataset.test, dataset.images, dataset.notes) == (None, False, ())


@pytest.mark.parametrize(
    ("targets", "labels", "numbers"),
    [
        ([10, 9, 10, 9, 9, 9], ("9", "10"), [1, 0, 1, 0, 0, 0]),
        (["10", "9", "10", "9", "9", "9"], ("9", "10"), [1, 0, 1, 0, 0, 0]),
        (["10", "9", "x", "9", "9", "9"], ("10", "9", "x"), [0, 1, 2, 1, 1, 1]),
        (["nan", "2", "10", "2", "2", "2"], ("10", "2", "nan"), [2, 1, 0, 1, 1, 1]),
        ([2.0, -1.0, 2.0, 2.0, 2.0, 2.0], ("-1", "2"), [1, 0, 1, 1, 1, 1]),
        ([True, False, True, True, True, True], ("False", "True"), [1, 0, 1, 1, 1, 1]),
        (np.array([["b"], ["a"], ["a"], ["a"], ["a"], ["a"]]), ("a", "b"), [1, 0, 0, 0, 0, 0]),
        (np.array([[3, 1, 1, 1, 1, 3]]), ("1", "3"), [1, 0, 0, 0, 0, 1]),
        (np.eye(3, dtype=int)[[2, 0, 1, 1, 0, 2]], ("0", "1", "2"), [2, 0, 1, 1, 0, 2]),
    ],
)
@pytest.mark.fault(4)
def test_labels_become_numbers_in_their_order(targets, labels, numbers):
    dataset = from_arrays(X, targets)
    assert dataset.task == "classification"
    assert dataset.classes == labels
    assert dataset.targets.tolist() == numbers


@pytest.mark.parametrize(
    ("targets", "task"),
    [
        (np.arange(100) % 20, "classification"),
        (np.arange(100) % 21, "regression"),
        (np.arange(1000) % 100, "classification"),
        (np.arange(1000) % 100 + 18, "regression"),
        (np.arange(100) * 3, "regression"),
        (np.arange(100) % 3 + 0.5, "regression"),
        (np.arange(100) % 3 + 0.0, "classification"),
        (np.arange(200).reshape(100, 2) / 7, "regression"),
    ],
)
def test_the_task_is_inferred_by_the_documented_rule(targets, task):
    features = np.random.default_rng(0).normal(size=(len(targets), 3))
    assert from_arrays(features, targets).task == task


def test_a_doubtful_inference_is_noted():
    assert any("task='classification'" in note for note in from_arrays(X, np.arange(6) * 7).notes)
    assert any("task='regression'" in note for note in from_arrays(X, [3, 5, 9, 3, 5, 9]).notes)


def test_regression_targets_are_a_float_matrix():
    dataset = from_arrays(X, [1, 2, 3, 4, 5, 6], task="regression", target_names=["y"])
    assert dataset.targets.shape == (6, 1)
    assert dataset.targets.dtype == np.float64
    assert dataset.classes is None
    assert dataset.sizes.outputs == 1
    assert dataset.target_names == ("y",)
    assert from_arrays(X, X[:, ::-1]).target_names == ("target0", "target1")


@pytest.mark.parametrize(
    "dtype", [bool, np.uint8, np.int16, np.int64, np.float16, np.float32, np.longdouble, ">f4"]
)
@pytest.mark.fault(12)
def test_number_types_become_float64(dtype):
    values = np.array([[0, 1], [1, 0], [1, 1]]).astype(dtype)
    dataset = from_arrays(values, ["a", "b", "a"])
    assert dataset.features.dtype == np.dtype(np.float64)
    assert dataset.features.tolist() == values.astype(float).tolist()


@pytest.mark.fault(13)
def test_images_are_flattened_float32_and_bytes_do_not_wrap():
    dataset = from_arrays(np.full((4, 2, 3), 255, dtype=np.uint8), [0, 1, 0, 1])
    assert dataset.images
    assert dataset.features.shape == (4, 6)
    assert dataset.features.dtype == np.float32
    assert (dataset.features == 255).all()
    assert dataset.feature_names[0] == "pixel0"


@pytest.mark.parametrize(
    "layout",
    [np.asfortranarray, lambda a: np.repeat(a, 2, axis=0)[::2], lambda a: a[::-1].copy()[::-1], np.ma.asarray],
)
@pytest.mark.fault(11)
def test_memory_layout_does_not_matter_and_the_input_is_kept(layout):
    given_array = layout(X)
    given_array.setflags(write=False)
    dataset = from_arrays(given_array, Y)
    assert dataset.fingerprint == from_arrays(X, Y).fingerprint
    assert not np.shares_memory(dataset.features, given_array)
    assert (np.asarray(given_array) == X).all()
    assert X.flags.writeable


@pytest.mark.fault(11)
def test_a_memory_mapped_file_is_read(tmp_path):
    np.save(tmp_path / "x.npy", X)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    assert from_arrays(mapped, Y).fingerprint == from_arrays(X, Y).fingerprint


def test_the_fingerprint_covers_all_contents_and_not_the_name():
    base = {"feature_names": ["a", "b"]}
    first = from_arrays(X, Y, name="one", notes=["a note"], **base)
    assert first.fingerprint == from_arrays(X.copy(), Y, name="two", **base).fingerprint
    changed = X.copy()
    changed[5, 1] = np.nextafter(changed[5, 1], np.inf)
    others = [
        from_arrays(changed, Y, **base),
        from_arrays(X, [1, 0, 0, 1, 0, 1], **base),
        from_arrays(X, ["a", "b"] * 3, **base),
        from_arrays(X, Y, feature_names=["a", "c"]),
        from_arrays(X, Y, test=[5], **base),
        from_arrays(X, Y, target_names=["other"], **base),
        from_arrays(X, Y, task="regression", **base),
        dataclasses.replace(first, image_shape=(1, 2, 1)),
    ]
    assert len({first.fingerprint, *(other.fingerprint for other in others)}) == 9


@given(
    features=hnp.arrays(
        np.float64, st.tuples(st.integers(2, 8), st.integers(1, 5)), elements=st.floats(-1e300, 1e300)
    ),
    data=st.data(),
)
def test_values_and_labels_are_kept_for_any_finite_array(features, data):
    labels = data.draw(
        st.lists(st.text("ab1-\n<é", min_size=1), min_size=len(features), max_size=len(features))
    )
    labels = [label if label.strip() else "blank" for label in labels]
    if len(set(labels)) < 2:
        labels[0], labels[1] = "one", "two"
    dataset = from_arrays(features, labels)
    assert (dataset.features == features).all()
    assert [dataset.classes[number] for number in dataset.targets] == labels
    assert all(note.isprintable() for note in dataset.notes)


@pytest.mark.fault(2, 22)
def test_notes_name_constant_features_and_count_duplicates():
    features = np.column_stack([X, np.ones((6, 4))])
    features[5] = features[0]
    dataset = from_arrays(features, Y, feature_names=["a", "b", "c", "d", "e\nf", "g"])
    assert any("4 features constant" in note and r"'c', 'd', 'e\nf', ..." in note for note in dataset.notes)
    assert any("1 row repeating" in note for note in dataset.notes)
    leaking = from_arrays(features, Y, test=[5])
    assert any("1 row of the official test part also outside it" in note for note in leaking.notes)


@pytest.mark.fault(12)
def test_large_integers_are_noted():
    big = [[2**53 + 1, 1], [2, 3], [4, 4], [5, 5], [7, 7], [8, 8]]
    assert any("2^53" in note for note in from_arrays(big, Y).notes)
    assert not any("2^53" in note for note in from_arrays(X, Y).notes)
    targets = [-(2**60), 2, 3, 4, 5, 6]
    assert any(
        "targets" in note and "2^53" in note for note in from_arrays(X, targets, task="regression").notes
    )
    assert from_arrays(X, [2**60, 2**60 + 1] * 3).classes == (str(2**60), str(2**60 + 1))


@pytest.mark.fault(6)
def test_a_class_that_only_the_test_part_has_is_noted():
    dataset = from_arrays(X, ["a", "b", "a", "b", "c", "c"], test=[4, 5])
    assert "class 'c' is in the official test part only" in dataset.notes
    assert dataset.test.tolist() == [4, 5]


@pytest.mark.fault(7)
def test_one_example_is_enough_for_regression():
    assert from_arrays([[1.0]], [2.0], task="regression").notes == ()


def test_it_is_frozen():
    dataset = from_arrays(X, Y)
    with pytest.raises(dataclasses.FrozenInstanceError):
        dataset.name = "other"
    with pytest.raises(ValueError, match="read-only"):
        dataset.features[0, 0] = 1


BAD = X.copy()
BAD[2, 1], BAD[4, 0] = np.nan, -np.inf
MASKED = np.ma.masked_array(X, mask=X > 20)
DATES = np.full((6, 2), np.datetime64("2020-01-01"))


@pytest.mark.parametrize(
    ("features", "targets", "parts"),
    [
        (X, Y[:5], ["6 rows", "targets 5"]),
        (X, np.zeros((2, 6)), ["6 rows", "targets 2"]),
        (np.empty((0, 3)), [], ["no examples", "(0, 3)"]),
        (np.empty((6, 0)), Y, ["no features", "(6, 0)"]),
        (X[:, 0], Y, ["(6,)", "reshape(-1, 1)"]),
        (3.0, Y, ["not an array"]),
        ([[1], [1, 2]], Y[:2], ["different length"]),
        (BAD, Y, ["2 cells of 12", "row 2", "'x1'", "drop"]),
        (np.full((6, 1), np.longdouble("1e400")), Y, ["too large"]),
        (MASKED, Y, ["masked"]),
        (X + 0j, Y, ["'x0'", "complex128"]),
        (DATES, Y, ["'x0'", "a date"]),
        (DATES - DATES, Y, ["'x0'", "a time span"]),
        (X.astype("S8"), Y, ["'x0'", "bytes"]),
        ([[1, "red"]] * 6, Y, ["'x0'", "'1'", "row 0"]),
        (np.array([[1, 2], [3, None]], dtype=object), Y[:2], ["'x1'", "'None'", "row 1"]),
        (np.array([[1, datetime(2020, 1, 1)]] * 6, dtype=object), Y, ["'x1'", "2020-01-01"]),
        (X.astype(object), Y, ["dtype object", ".astype(float)"]),
        (X, ["a"] * 6, ["one class", "'a'", "6 examples"]),
        (X, [1.0, np.nan, 1, 1, 1, np.inf], ["2 targets", "row 1"]),
        (X, ["a", "b", None, "a", "b", "a"], ["target row 2", "'None'"]),
        (X, ["a", "b", " ", "a", "b", "a"], ["target row 2", "empty"]),
        (X, X + 0j, ["targets", "complex"]),
        (X, DATES[:, 0], ["targets", "a date"]),
        (X, np.zeros((6, 2, 2)), ["(6, 2, 2)"]),
        (X, np.zeros((6, 0)), ["(6, 0)"]),
        (np.zeros(6, dtype=[("a", "f8")]), Y, ["a record", "column"]),
        (X, ["a", "b\ud800"] * 3, ["target row 1", "'b\\ud800'", "not Unicode"]),
    ],
)
@pytest.mark.fault(1, 5, 7, 10, 14)
def test_arrays_that_cannot_be_used_are_refused(refused, features, targets, parts):
    refused(DataError, ["mine: ", *parts], from_arrays, features, targets, name="mine")


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        ({"feature_names": ["a"]}, ["1 column name", "2 columns"]),
        ({"feature_names": ["a", "a"]}, ["columns 1 and 2", "'a'"]),
        ({"feature_names": ["a", " "]}, ["column 2", "no name"]),
        ({"target_names": ["a", "b"]}, ["2 target names"]),
        ({"classes": ["a"]}, ["target row 1", "'1'"]),
        ({"classes": ["a", "a"]}, ["named twice"]),
        ({"test": [6]}, ["beyond 0 to 5"]),
        ({"test": [-1]}, ["beyond 0 to 5"]),
        ({"test": [1, 1]}, ["twice"]),
        ({"test": []}, ["row numbers"]),
        ({"test": [0.5]}, ["row numbers"]),
        ({"test": range(6)}, ["all 6 rows"]),
    ],
)
def test_options_that_do_not_fit_are_refused(refused, options, parts):
    refused(DataError, parts, from_arrays, X, Y, **options)


def test_tasks_that_do_not_fit_are_refused(refused):
    refused(SettingError, ["did you mean 'classification'"], from_arrays, X, Y, task="clasification")
    refused(DataError, ["target row 0", "'a'"], from_arrays, X, ["a", "b"] * 3, task="regression")
    refused(DataError, ["not one-hot"], from_arrays, X, X, task="classification")
    refused(DataError, ["'a'"], from_arrays, X, ["a", "b"] * 3, classes=["a", "b"])


@pytest.mark.fault(44, 49)
def test_a_hostile_name_is_only_text(refused):
    name = "</script>\n\x1b[31m\udc80"
    message = refused(DataError, [r"</script>\n\x1b[31m\udc80: "], from_arrays, X, ["a"] * 6, name=name)
    assert "\x1b" not in message


class Frame:
    """As much of a table's interface as is read."""

    columns = ("height", "weight")

    def __array__(self, dtype=None, copy=None):
        return X


def test_a_table_gives_its_column_names():
    assert from_arrays(Frame(), Y).feature_names == ("height", "weight")
