"""Random numbers: Threefry's published answers, agreement with JAX's own, and what pairing rests on."""

import numpy as np
import pytest

from descentlab.training.randomness import initial_noise, order, threefry, uniform


def words(*values):
    return tuple(np.array([value], dtype=np.uint32) for value in values)


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [  # the known answers that come with Random123, for threefry2x32 with 20 rounds
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
        ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
    ],
)
def test_threefry_gives_the_known_answers(counter, key, expected):
    found = threefry(*words(*key), *words(*counter))
    assert [int(word[0]) for word in found] == list(expected)


def test_noise_is_the_same_in_jax():
    import jax
    import jax.numpy as jnp

    here = uniform(*words(7), 3, words(12)[0], (5, 7), np.float32)
    there = jax.jit(lambda seed, step: uniform(seed, 3, step, (5, 7), jnp.float32))(*words(7, 12))
    assert here.dtype == np.float32
    np.testing.assert_array_equal(here, np.asarray(there))


def test_noise_is_the_same_in_both_dtypes():
    single = uniform(*words(7), 0, words(3)[0], (11,), np.float32)
    double = uniform(*words(7), 0, words(3)[0], (11,), np.float64)
    np.testing.assert_array_equal(single.astype(np.float64), double)


def test_noise_is_uniform_and_differs_by_seed_stream_and_step():
    many = uniform(*words(1), 0, words(0)[0], (200_000,), np.float64)
    assert many.min() >= 0
    assert many.max() < 1
    assert many.mean() == pytest.approx(0.5, abs=0.003)
    assert many.var() == pytest.approx(1 / 12, abs=0.001)
    others = [
        uniform(*words(2), 0, words(0)[0], (50,), np.float64),
        uniform(*words(1), 1, words(0)[0], (50,), np.float64),
        uniform(*words(1), 0, words(1)[0], (50,), np.float64),
    ]
    for other in others:
        assert not np.any(other == many[:50])


def test_initial_noise_depends_on_seed_and_name_alone():
    first = initial_noise("normal", 3, "dense1.kernel", (40, 50))
    np.testing.assert_array_equal(first, initial_noise("normal", 3, "dense1.kernel", (40, 50)))
    assert not np.any(first == initial_noise("normal", 4, "dense1.kernel", (40, 50)))
    assert not np.any(first == initial_noise("normal", 3, "dense2.kernel", (40, 50)))
    assert first.std() == pytest.approx(1, abs=0.05)


def test_initial_noise_of_each_kind():
    cut = initial_noise("truncated_normal", 0, "k", (100, 100))
    assert np.abs(cut).max() <= 2
    assert cut.std() == pytest.approx(0.87962566, abs=0.02)
    flat = initial_noise("uniform", 0, "k", (100, 100))
    assert -1 <= flat.min() < -0.99
    assert 0.99 < flat.max() < 1
    assert not initial_noise("none", 0, "k", (3,)).any()


def test_order_is_a_permutation_by_seed_and_epoch():
    first = order(0, 0, 100)
    assert sorted(first) == list(range(100))
    assert list(first) == list(order(0, 0, 100))
    assert list(first) != list(order(0, 1, 100))
    assert list(first) != list(order(1, 0, 100))
