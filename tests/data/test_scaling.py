"""Min-max and robust scaling; standardization is tested with the parts it is fitted on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.preprocessing import MinMaxScaler, RobustScaler

from descentlab.data import min_max_scaling, robust_scaling
from descentlab.errors import DataError

both = pytest.mark.parametrize("scaling", [min_max_scaling, robust_scaling])


def test_min_max_by_hand():
    """From 1 to 7, and from -4 to 0: distances 6 and 4; the third is constant."""
    values = np.array([[1.0, 0, 10], [7, -4, 10], [4, -1, 10]])
    shift, scale = min_max_scaling(values)
    assert shift.tolist() == [1, -4, 10]
    assert scale.tolist() == [6, 4, 1]
    assert ((values - shift) / scale).tolist() == [[0, 1, 0], [1, 0, 0], [0.5, 0.75, 0]]
    shift, scale = min_max_scaling(values, one_number=True)
    assert (shift.tolist(), scale.tolist()) == ([-4, -4, -4], [14, 14, 14])


def test_robust_by_hand():
    """Of 1, 2, 3, 4, 100 the quartiles are 2 and 4; of 1, 2, 3, 5 they are 1.75 and 3.5, around a median of 2.5."""
    shift, scale = robust_scaling(np.array([[100.0, 3], [1, 3], [4, 3], [2, 3], [3, 3]]))
    assert (shift.tolist(), scale.tolist()) == ([3, 3], [2, 1])
    shift, scale = robust_scaling(np.array([[5], [1], [2], [3]], dtype=np.uint8))
    assert (shift.tolist(), scale.tolist()) == ([2.5], [1.75])
    assert shift.dtype == scale.dtype == np.float64
    shift, scale = robust_scaling(np.array([[5.0, 1], [2, 3]]), one_number=True)
    assert (shift.tolist(), scale.tolist()) == ([2.5, 2.5], [1.75, 1.75])


@pytest.mark.parametrize(("scaling", "peer"), [(min_max_scaling, MinMaxScaler), (robust_scaling, RobustScaler)])
def test_against_scikit_learn(scaling, peer):
    rng = np.random.default_rng(0)
    values = rng.standard_cauchy(size=(301, 5)) * 10.0 ** np.arange(-2, 3)
    values[:, 3] = 7.0
    values[:200, 4] = 1.0  # more than the middle half
    shift, scale = scaling(values)
    np.testing.assert_allclose((values - shift) / scale, peer().fit_transform(values), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("scaling", "peer"), [(min_max_scaling, MinMaxScaler), (robust_scaling, RobustScaler)])
def test_small_spreads_are_not_taken_for_none(scaling, peer):
    """As they are by scikit-learn, which leaves spreads below 2e-15 unscaled."""
    values = np.random.default_rng(0).normal(size=(50, 2)) * [1e-30, 1e-310]
    shift, scale = scaling(values)
    prepared = (values - shift) / scale
    assert np.ptp(prepared, axis=0).min() > 0.999
    assert np.ptp(peer().fit_transform(values), axis=0).max() < 1e-28
    expected = scaling(values * [1e30, 1e300])
    np.testing.assert_allclose(scale * [1e30, 1e300], expected[1], rtol=1e-7)


@both
@pytest.mark.parametrize("value", [0.0, 1 / 3, -1e30, 1e-310])
@pytest.mark.fault(2)
def test_a_constant_feature_becomes_exact_zeros(scaling, value):
    for rows in (1, 2, 1000):
        values = np.full((rows, 2), value)
        shift, scale = scaling(values)
        assert scale.tolist() == [1, 1]
        assert ((values - shift) / scale == 0).all()


@both
@given(values=hnp.arrays(np.float32, (7, 2), elements=st.floats(-(2.0**100), 2.0**100, width=32)))
@pytest.mark.fault(23)
def test_scaled_values_are_finite(scaling, values):
    before = values.copy()
    for one_number in (False, True):
        shift, scale = scaling(values, one_number=one_number)
        assert np.isfinite((values - shift) / scale).all()
        assert (scale > 0).all()
    np.testing.assert_array_equal(values, before)


@given(values=hnp.arrays(np.float64, (9, 3), elements=st.floats(-1e9, 1e9)))
def test_what_min_max_and_robust_promise(values):
    shift, scale = min_max_scaling(values)
    prepared = (values - shift) / scale
    assert prepared.min() == 0
    assert set(prepared.max(axis=0)) <= {0.0, 1.0}
    shift, _ = robust_scaling(values)
    assert ((values <= shift).sum(axis=0) >= 5).all()
    assert ((values >= shift).sum(axis=0) >= 5).all()


def test_blocks_do_not_change_the_quartiles():
    values = np.random.default_rng(0).uniform(size=(9000, 300)).astype(np.float32)
    shift, scale = robust_scaling(values)
    low, median, high = np.quantile(values.astype(np.float64), [0.25, 0.5, 0.75], axis=0)
    np.testing.assert_array_equal(shift, median)
    np.testing.assert_array_equal(scale, high - low)


@both
def test_values_that_cannot_be_scaled_are_refused(refused, scaling):
    refused(DataError, ["(0, 3)", "scaling"], scaling, np.empty((0, 3)))
    refused(DataError, ["(3,)"], scaling, np.ones(3))
    far = np.array([[1.0, -1.7e308], [1, -1.7e308], [2, 1.7e308], [2, 1.7e308]])
    refused(DataError, ["feature 1", "more than float64"], scaling, far)
