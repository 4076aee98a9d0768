"""Where errors come from, judged on numbers with a known answer."""

import numpy as np
import pytest

from descentlab.diagnosis.bias_variance import Course, Errors, Floor, judge, sentences
from descentlab.diagnosis.learning_curve import Curve, growth, growth_sentences
from descentlab.diagnosis.remedies import remedies
from descentlab.errors import InputError

WOBBLE = np.array([-0.004, -0.002, 0.0, 0.001, 0.002, 0.003])  # sums to 0


def errors(train, validation, test, spread=1.0):
    """Six runs whose errors have these means; validation wobbles against training."""
    return Errors(*(mean + turn * spread * WOBBLE for mean, turn in ((train, 1), (validation, -1), (test, 1))))


@pytest.mark.parametrize(
    ("means", "floor", "problem"),
    [
        ((0.15, 0.16, 0.16), 0.0, "avoidable bias"),
        ((0.15, 0.158, 0.158), 0.145, "none"),
        ((0.01, 0.11, 0.11), 0.0, "variance"),
        ((0.15, 0.30, 0.30), 0.0, "avoidable bias and variance"),
        ((0.15, 0.30, 0.30), 0.14, "variance"),
        ((0.15, 0.20, 0.20), 0.0, "avoidable bias"),
        ((0.005, 0.012, 0.011), 0.0, "none"),
        ((0.01, 0.02, 0.12), 0.0, "overfitting to validation"),
    ],
)
def test_the_textbook_cases(means, floor, problem):
    """Training error 15%, validation error 16%: bias, unless people do no better; 1% and 11%: variance; and so on."""
    found = judge(errors(*means), Floor(floor, "human error"), test_examples=4000)
    assert found.problem == problem
    bias, variance, overfitting = found.parts
    assert bias.mean == pytest.approx(means[0] - floor)
    assert variance.mean == pytest.approx(means[1] - means[0])
    assert overfitting.mean == pytest.approx(means[2] - means[1])
    assert bias.low <= bias.mean <= bias.high


def test_a_difference_within_the_wobble_of_seeds_is_not_shown():
    assert judge(errors(0.01, 0.04, 0.04)).problem == "variance"
    assert judge(errors(0.01, 0.04, 0.04, spread=20)).problem == "none"


def test_the_chance_of_one_test_part_counts():
    """Of 100 test examples at 10% error the error is known to +-1.96 * 3 points: 5 points are no overfitting."""
    means = (0.045, 0.05, 0.10)
    assert judge(errors(*means)).problem == "overfitting to validation"
    found = judge(errors(*means), test_examples=100)
    assert found.parts[2].high - found.parts[2].mean == pytest.approx(1.96 * 0.03, rel=0.05)
    assert not found.parts[2].shown
    assert judge(errors(*means), test_examples=10_000).problem == "overfitting to validation"


def test_the_words_say_what_is_assumed():
    said = " ".join(sentences(judge(errors(0.15, 0.16, 0.16)), percent=True))
    assert "Avoidable bias dominates: 15.0 points (95% interval" in said
    assert "assumed to be 0" in said
    said = " ".join(sentences(judge(errors(0.15, 0.16, 0.16), Floor(0.02, "human error")), percent=True))
    assert "13.0 points" in said
    assert "above the human error of 2.0%" in said
    assert "assumed" not in said
    said = " ".join(sentences(judge(errors(0.01, 0.11, 0.11), Floor(0.05, "Bayes error")), percent=False))
    assert "Training error lies below the Bayes error" in said
    assert "0.100 (95% interval" in said


def test_one_seed_has_no_interval_and_shows_nothing():
    found = judge(Errors([0.2], [0.5], [0.5]))
    assert found.problem == "none"
    assert sentences(found, percent=True)[0] == (
        "One seed shows nothing: training error 20.0%, validation 50.0%, test 50.0%; use several."
    )


def test_trouble_in_training_is_told():
    falling = [[1.0 * 0.9**epoch for epoch in range(20)] for _ in range(6)]
    rising = [[0.5 + 0.05 * abs(epoch - 5) for epoch in range(20)] for _ in range(6)]
    flat = [[1.0 - 0.001 * epoch for epoch in range(20)] for _ in range(6)]

    def kinds(given, course):
        return [one.kind for one in judge(given, None, course).troubles]

    bad, good = errors(0.15, 0.16, 0.16), errors(0.001, 0.002, 0.002, spread=0.1)
    assert kinds(bad, Course(falling, flat, 6)) == ["falling"]
    assert kinds(good, Course(falling, flat, 6)) == [], "where all is fit the loss may fall for ever"
    assert kinds(bad, Course(flat, rising, 6)) == ["turned"]
    assert kinds(bad, Course(flat, rising, 6, stopped=6)) == [], "early stopping has dealt with it"
    assert kinds(bad, Course(flat, flat, 8, diverged=2, edge="highest")) == ["diverged", "edge"]
    said = judge(bad, None, Course(falling, rising, 6)).troubles
    assert said[0].said == "Training loss still falls: by 34% over the last 4 epochs."  # 1 - 0.9^4, about
    assert "lowest about epoch 6 and then rises, to 2.4 times that" in said[1].said  # 1.2 / 0.5
    everything = judge(Errors([], [], []), None, Course([], [], 6, diverged=6))
    assert everything.problem == "training"
    assert "Every run diverged" in sentences(everything, percent=True)[0]


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(InputError, match="same runs"):
        judge(Errors([0.1], [0.1, 0.2], [0.1]))
    with pytest.raises(InputError, match="human error is 2"):
        judge(errors(0.1, 0.1, 0.1), Floor(2, "human error"))


def test_an_error_that_halves_with_each_doubling_is_worth_more_examples():
    halving = [np.full(6, error) + WOBBLE for error in (0.4, 0.2, 0.1)]
    found = growth(Curve([100, 200, 400], halving, halving))
    assert found.last.mean == pytest.approx(0.1)
    assert found.expected == pytest.approx(0.05)  # half of the last gain: the error would be 0.05
    assert found.worth == "yes"
    assert "from 200 to 400" in growth_sentences(found, percent=True)[0].lower()


def test_a_flat_curve_is_not_worth_more_and_a_noisy_one_cannot_tell():
    flat = [np.full(6, 0.2) + WOBBLE / 4, np.full(6, 0.2) - WOBBLE / 4]
    assert growth(Curve([100, 200], flat, flat)).worth == "no"
    noisy = [0.2 + 40 * WOBBLE, 0.18 - 40 * WOBBLE]
    assert growth(Curve([100, 200], noisy, noisy)).worth == "unclear"
    assert growth(Curve([100], flat[:1], flat[:1])) is None


def test_steps_that_are_no_doublings_count_as_such_and_diverged_seeds_are_left_out():
    """From 100 to 400 is two doublings: 0.1 for each."""
    errors_of = [[0.4, 0.41, np.nan], [0.2, 0.21, 0.1]]
    found = growth(Curve([100, 400], errors_of, errors_of))
    assert found.last.mean == pytest.approx(0.1)
    assert found.last.n == 2
    with pytest.raises(InputError, match="ascending"):
        growth(Curve([100, 100], errors_of, errors_of))


def test_the_floor_is_not_for_more_examples_to_take_away():
    near = [np.full(6, 0.13) + WOBBLE / 10, np.full(6, 0.12) + WOBBLE / 10]
    assert growth(Curve([100, 200], near, near)).worth == "no"  # a point of the twelve
    assert growth(Curve([100, 200], near, near), floor=0.1).worth == "yes"  # of the two above the floor


def test_remedies_follow_the_problem():
    settings = {
        "hidden": (64,),
        "dropout": 0.3,
        "l2": 0.0,
        "epochs": 10,
        "optimizer": "sgd",
        "activation": "relu",
    }
    settings |= {"learning_rate": 0.1, "layers": None, "augmentation": None, "patience": None}
    course = Course([[1.0, 0.8, 0.6, 0.5, 0.4]] * 6, [[1.0] * 5] * 6, 6, edge="highest")
    bias = remedies(judge(errors(0.2, 0.21, 0.21), None, course), settings)
    assert bias[0].settings == {"learning_rate": [0.1, 0.01, 0.03, 0.3, 1.0]}
    assert bias[1].settings == {"epochs": [10, 20, 40]}
    assert bias[2].settings == {"hidden": [(64,), (256,), (64, 64)]}
    assert {"dropout": [0.3, 0.03, 0.0]} in [one.settings for one in bias]
    variance = remedies(judge(errors(0.01, 0.2, 0.2)), settings | {"dropout": 0.0}, image=True)
    tried = [one.settings for one in variance]
    assert "More training examples" in variance[0].said
    assert {"dropout": [0.0, 0.2, 0.5]} in tried
    assert {"l2": [0.0, 1e-4, 1e-3, 1e-2]} in tried
    assert {"augmentation": [None, "shift", "shift + rotate"]} in tried
    assert not any("hidden" in one and len(one["hidden"][1]) > 1 for one in tried)
    assert remedies(judge(errors(0.001, 0.002, 0.002)), settings) == []
    overfit = remedies(judge(errors(0.01, 0.02, 0.12)), settings)
    assert [one.budget for one in overfit] == [{"selection_seeds": 15}]
    flat = growth(Curve([1, 2], [[0.2, 0.2]] * 2, [[0.2, 0.2], [0.2, 0.2]]))
    assert "More training" not in remedies(judge(errors(0.01, 0.2, 0.2)), settings, growth=flat)[0].said
