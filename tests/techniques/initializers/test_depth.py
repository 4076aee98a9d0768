"""What an initializer does to a signal: its mean square after each of 30 dense layers, and what that must be.

Independent weights of variance gain / width make, of inputs of mean square q, outputs that are normal with variance
gain * q. ReLU lets half of their mean square through; tanh lets through the mean of tanh^2, here by numerical
integration. Orthogonal kernels do the same as independent weights of their variance, as long as layers are wide.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.stats import truncnorm
from threadpoolctl import threadpool_limits

from descentlab import catalogue
from descentlab.techniques.activations.relu import ReLU
from descentlab.techniques.activations.tanh import Tanh

DEPTH, WIDTH, BATCH, NETWORKS = 30, 256, 64, 4
ACTIVATIONS = {"relu": ReLU(), "tanh": Tanh()}

GAINS = {
    "glorot_normal": 1.0,
    "glorot_truncated_normal": 1.0,
    "glorot_uniform": 1.0,
    "he_normal": 2.0,
    "he_truncated_normal": 2.0,
    "he_uniform": 2.0,
    "lecun_normal": 1.0,
    "lecun_truncated_normal": 1.0,
    "lecun_uniform": 1.0,
    "normal": WIDTH * 0.05**2,
    "truncated_normal": WIDTH * 0.05**2 * truncnorm(-2, 2).var(),
    "uniform": WIDTH * 0.05**2 / 3,
    "sparse": 15.0,
    "orthogonal": 1.0,
}
"""Width times the variance of a weight, by the defaults."""

ALIKE = {"zeros": 0.0, "ones": 1.0, "constant": 0.1}
"""The one value of all weights."""

OTHERS = ("identity", "lsuv")


def noise(kind: str, rng: np.random.Generator) -> np.ndarray:
    made = rng.uniform(-1, 1, (WIDTH, WIDTH)) if kind == "uniform" else rng.normal(size=(WIDTH, WIDTH))
    while kind == "truncated_normal" and np.any(far := abs(made) > 2):
        made[far] = rng.normal(size=np.count_nonzero(far))
    return made


def examples(network: int) -> np.ndarray:
    return np.random.default_rng([network, 1]).normal(size=(BATCH, WIDTH))


@cache
def mean_squares(name: str) -> dict[str, np.ndarray]:
    """By activation, of each network's examples and layers: (networks, 1 + depth)."""
    with threadpool_limits(1):  # on small arrays threads mostly wait for each other
        return _mean_squares(catalogue.build("initializers", name))


def _mean_squares(initializer: Any) -> dict[str, np.ndarray]:
    made: dict[str, list[list[float]]] = {activation: [] for activation in ACTIVATIONS}
    for network in range(NETWORKS):
        rng = np.random.default_rng(network)
        signals = dict.fromkeys(ACTIVATIONS, examples(network))
        for squares in made.values():
            squares.append([float(np.mean(examples(network) ** 2))])
        for _ in range(DEPTH):
            drawn = initializer.draw(noise(initializer.NOISE, rng), WIDTH, WIDTH)
            for activation, technique in ACTIVATIONS.items():
                x, kernel = signals[activation], drawn
                for _ in range(getattr(initializer, "ROUNDS", 0)):
                    kernel = initializer.rescale(kernel, x @ kernel)
                signals[activation] = technique.forward(x @ kernel)[0]
                made[activation][-1].append(float(np.mean(signals[activation] ** 2)))
    return {activation: np.array(squares) for activation, squares in made.items()}


def mean_of(function: Any) -> float:
    """The mean of a function of a standard normal number."""
    places, weights = np.polynomial.hermite_e.hermegauss(151)
    return float(weights @ function(places) / np.sum(weights))


def typical(ratios: np.ndarray) -> float:
    """The geometric mean."""
    return float(np.exp(np.mean(np.log(ratios))))


def test_every_initializer_is_here() -> None:
    assert sorted((*GAINS, *ALIKE, *OTHERS)) == list(catalogue.names("initializers"))


@pytest.mark.parametrize("name", GAINS)
def test_relu(name: str) -> None:
    """(gain / 2)^30: 1 for He, and 9.3e-10 for Glorot, where 7e-10 is as good a measurement as 2e-9.

    In a layer of 256 the mean square scatters about its law by sqrt(5 / 256), 14%. After 30 layers that is a factor
    of 2.2, and for the geometric mean of four networks 1.5; three times that are 3.4.
    """
    ratio = typical(mean_squares(name)["relu"][:, -1] / (GAINS[name] / 2) ** DEPTH)
    assert 1 / 3.4 < ratio < 3.4


@pytest.mark.parametrize("name", GAINS)
def test_tanh(name: str) -> None:
    """Above a gain of 1 it settles, at 1 it fades as 1 / depth, and below it falls as under the identity."""
    square = 1.0
    for _ in range(DEPTH):
        deviation = (GAINS[name] * square) ** 0.5
        square = mean_of(lambda z, deviation=deviation: np.tanh(deviation * z) ** 2)
    assert typical(mean_squares(name)["tanh"][:, -1]) == pytest.approx(square, rel=0.15)
    if GAINS[name] > 1:
        assert square > 0.3
    if GAINS[name] == 1:
        assert 0.01 < square < 0.02
    if GAINS[name] < 1:
        assert GAINS[name] ** DEPTH / 10 < square < GAINS[name] ** DEPTH


def test_he_is_glorot_without_the_halving() -> None:
    """From the same noise, exactly: 2^30 under ReLU, which hands a factor through."""
    ratio = mean_squares("he_normal")["relu"][:, -1] / mean_squares("glorot_normal")["relu"][:, -1]
    np.testing.assert_allclose(ratio, 2.0**DEPTH, rtol=1e-10)


def test_orthogonal_kernels_scatter_least() -> None:
    """They keep every length: all that scatters is what ReLU lets through."""

    def scatter(name: str) -> float:
        return float(np.std(np.log(mean_squares(name)["relu"][:, -1])))

    assert scatter("orthogonal") < 0.2 < min(scatter("he_normal"), scatter("he_uniform"))


@pytest.mark.parametrize("name", ALIKE)
def test_units_that_stay_alike(name: str) -> None:
    """All carry the sum of the inputs; it grows by 256 * value with each layer, if it is not cut or squashed."""
    value = ALIKE[name]
    for network in range(NETWORKS):
        total = np.sum(examples(network), axis=1)
        expected = (value * WIDTH) ** (2 * DEPTH - 2) * np.mean(np.maximum(value * total, 0) ** 2)
        np.testing.assert_allclose(mean_squares(name)["relu"][network, -1], expected, rtol=1e-10)
    np.testing.assert_allclose(mean_squares(name)["tanh"][:, -1], np.sign(value), rtol=1e-12)


def test_identity() -> None:
    """ReLU acts once: half is left for good. Under tanh x / sqrt(1 + 20 x^2) is left of x, nearly.

    For tanh adds 2/3 to 1 / x^2 at each layer, and little more once x is small.
    """
    made = mean_squares("identity")
    for network in range(NETWORKS):
        passed = np.mean(np.maximum(examples(network), 0) ** 2)
        np.testing.assert_array_equal(made["relu"][network, 1:], np.full(DEPTH, passed))
    expected = mean_of(lambda x: x**2 / (1 + DEPTH * 2 / 3 * x**2))
    np.testing.assert_allclose(made["tanh"][:, -1], expected, rtol=0.05)


def test_lsuv() -> None:
    """Outputs have variance 1 at any depth: ReLU leaves about a half of that, and tanh the mean of tanh^2."""
    made = mean_squares("lsuv")
    assert np.mean(made["relu"][:, 1:]) == pytest.approx(0.5, rel=0.1)
    assert np.all((made["relu"][:, 1:] > 1 / 4) & (made["relu"][:, 1:] < 5 / 4))
    np.testing.assert_allclose(made["tanh"][:, 1:], mean_of(lambda z: np.tanh(z) ** 2), rtol=0.02)
