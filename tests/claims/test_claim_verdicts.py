"""How evidence becomes a verdict, by hand."""

import math

import numpy as np
import pytest

from descentlab.claims.contract import Evidence, Question, judge, shown, verdict
from descentlab.errors import InputError

SPREAD = np.array([-3, -2, -1, 0, 0, 1, 2, 3]) / 1000


def question(values, claimed="more than", margin=0.005):
    return Question("accuracy", "some data", np.asarray(values, float), claimed, margin, "points")


def evidence(finding, p_value=0.001):
    return Evidence(
        "accuracy", "some data", "more than", 0.0, "points", 0, 0, 0, 20, p_value, "test", 1, 0, "", finding
    )


@pytest.mark.parametrize(
    ("mean", "claimed", "finding"),
    [
        (0.02, "more than", "as claimed"),
        (0.02, "less than", "otherwise"),
        (-0.02, "more than", "otherwise"),
        (-0.02, "less than", "as claimed"),
        (0.005, "more than", "open"),
        (0.005, "less than", "open"),
        (0.001, "more than", "otherwise"),  # above zero, and yet shown to be below the margin
    ],
)
def test_a_finding_goes_by_the_side_of_the_margin(mean, claimed, finding):
    found = judge(question(np.repeat(mean + SPREAD / 10, 2), claimed))
    assert found.finding == finding
    assert found.estimate == pytest.approx(mean)
    assert found.low < mean < found.high
    assert found.high - found.low < 0.001


def test_the_interval_is_in_the_questions_own_numbers_whatever_is_claimed():
    more, less = (judge(question(0.02 + SPREAD, claimed)) for claimed in ("more than", "less than"))
    assert (more.low, more.high) == pytest.approx((less.low, less.high), abs=1e-4)
    assert 0.017 < more.low < 0.02 < more.high < 0.023


@pytest.mark.parametrize(("seeds", "finding"), [(7, "open"), (8, "as claimed")])
def test_seven_seeds_are_too_few_for_the_level(seeds, finding):
    """All on one side: p is 2 / 2^7 = 0.0156, or 2 / 2^8 = 0.0078."""
    found = judge(question(np.full(seeds, 0.02)))
    assert found.p_value == 2 / 2**seeds
    assert found.finding == finding
    assert (found.low, found.high) == pytest.approx((0.02, 0.02))


def test_the_share_of_seeds_beyond_the_margin():
    assert judge(question([0.02, 0.02, 0.02, 0.0])).share == 0.75
    assert judge(question([0.02, 0.02, 0.02, 0.0], "less than")).share == 0.25


def test_one_seed_leaves_the_question_open():
    found = judge(question([0.5]))
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert found.finding == "open"


def test_values_that_are_not_finite_are_refused():
    with pytest.raises(InputError, match="accuracy: values must be finite"):
        judge(question([0.1, math.nan]))


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        (["as claimed"], "supported"),
        (["as claimed", "as claimed"], "supported"),
        (["as claimed", "open"], "can't tell"),
        (["open"], "can't tell"),
        (["as claimed", "otherwise"], "not supported"),
        (["open", "otherwise"], "not supported"),
    ],
)
def test_a_claim_needs_all_its_questions(findings, expected):
    assert verdict([evidence(one) for one in findings]) == expected


@pytest.mark.parametrize(("others", "expected"), [(1, "not supported"), (2, "can't tell")])
def test_one_answer_against_a_claim_is_corrected_for_the_number_of_questions(others, expected):
    """0.004 is 0.008 among two and 0.012 among three."""
    against = evidence("otherwise", p_value=0.004)
    assert verdict([evidence("as claimed")] * others + [against]) == expected


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0123, "points", "1.2 points"),
        (-0.0123, "percent", "-1.2%"),
        (math.log(1.1), "times", "1.10 times"),
        (math.log(2.345), "times", "2.35 times"),
        (math.log(34.5678), "times", "35 times"),
        (math.log(123456), "times", "120,000 times"),
        (math.log(0.01234), "times", "0.012 times"),
        (-1e-9, "percent", "0.0%"),
        (-3, "tenfold", "10^-3.0"),
        (0.456, "sides", "0.46 sides"),
        (math.nan, "times", "unknown times"),
    ],
)
def test_numbers_for_people(value, unit, text):
    assert shown(value, unit) == text
