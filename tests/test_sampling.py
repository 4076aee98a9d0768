"""Images sampled at other places, and rectangles within them."""

from typing import Any

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.ndimage
import torch

from descentlab.sampling import places, rectangle, sample


def images(batch: int, height: int, width: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).uniform(size=(batch, height, width, channels))


# --- places


def test_places_by_hand() -> None:
    rows, columns = places(images(2, 4, 3))
    np.testing.assert_array_equal(rows, [[[-1.5], [-0.5], [0.5], [1.5]]])
    np.testing.assert_array_equal(columns, [[[-1.0, 0.0, 1.0]]])


# --- sampling


def test_where_the_pixels_are_nothing_changes() -> None:
    for dtype in ("float64", "float32"):
        x = images(3, 5, 4, 2).astype(dtype)
        y = sample(x, *places(x))
        assert y.dtype == dtype
        np.testing.assert_array_equal(y, x)


def test_between_pixels_by_hand() -> None:
    x = np.reshape(np.array([[1.0, 2.0], [4.0, 8.0]]), (1, 2, 2, 1))

    def at(row: float, column: float) -> float:
        rows, columns = np.full((1, 2, 1), row), np.full((1, 1, 2), column)
        y = sample(x, rows, columns)
        assert len(np.unique(y)) == 1
        return y[0, 0, 0, 0]

    assert at(0, 0) == 3.75  # the mean of all four
    assert at(-0.5, 0.25) == 1.75  # three quarters of the way from 1 to 2
    assert at(0.25, -0.5) == 3.25  # and from 1 to 4
    assert at(-0.25, 0.25) == 0.75 * 1.75 + 0.25 * 7.0
    assert at(-0.75, -0.5) == 0.75  # a quarter of a pixel beyond the edge
    assert at(1, 1) == 2.0  # half a pixel beyond the corner of 8, both ways
    assert at(1.5, 0) == 0.0  # a whole pixel beyond
    assert at(0, -1e30) == 0.0


@pytest.mark.parametrize(("down", "right"), [(1, 0), (-2, 1), (0, 3), (9, 0)])
def test_whole_shifts_are_exact(down: int, right: int) -> None:
    x = images(2, 5, 4, 3)
    padded = np.pad(x, ((0, 0), (9, 9), (9, 9), (0, 0)))
    rows, columns = places(x)
    expected = padded[:, 9 - down : 14 - down, 9 - right : 13 - right]
    np.testing.assert_array_equal(sample(x, rows - down, columns - right), expected)


def test_quarter_turns_are_exact() -> None:
    x = images(2, 5, 5, 2)
    rows, columns = places(x)
    turned = sample(x, columns, -rows)
    np.testing.assert_array_equal(turned, np.rot90(x, axes=(1, 2)))
    np.testing.assert_array_equal(sample(turned, columns, -rows), x[:, ::-1, ::-1])


def test_each_image_has_places_of_its_own() -> None:
    x = images(3, 4, 6)
    rows, columns = places(x)
    right = np.reshape([0.0, 1.0, -0.5], (3, 1, 1))
    y = sample(x, rows, columns - right)
    for k in range(3):
        np.testing.assert_array_equal(y[k : k + 1], sample(x[k : k + 1], rows, columns - right[k]))


@pytest.mark.parametrize("height", [1, 4, 7])
def test_scipy(height: int) -> None:
    """Its matrix and offset go from the first pixel; its "grid-constant" has zeros at the pixels beyond the edge."""
    x = images(6, height, 5, 2)
    rng = np.random.default_rng(1)
    rows, columns = places(x)
    middle = np.array([(height - 1) / 2, 2.0])
    for k in range(6):
        matrix, moved = rng.normal(size=(2, 2)), rng.normal(size=2)
        own = sample(
            x[k : k + 1],
            matrix[0, 0] * rows + matrix[0, 1] * columns + moved[0],
            matrix[1, 0] * rows + matrix[1, 1] * columns + moved[1],
        )
        for channel in range(2):
            theirs = scipy.ndimage.affine_transform(
                x[k, :, :, channel],
                matrix,
                offset=middle - matrix @ middle + moved,
                order=1,
                mode="grid-constant",
            )
            np.testing.assert_allclose(own[0, :, :, channel], theirs, rtol=1e-10, atol=1e-12)


def test_pytorch() -> None:
    """Its places run from -1 at the first pixel to 1 at the last, columns before rows, and channels come first."""
    x = images(4, 6, 5, 3)
    rng = np.random.default_rng(1)
    rows, columns = rng.uniform(-4, 4, size=(4, 6, 5)), rng.uniform(-4, 4, size=(4, 6, 5))
    theirs = torch.nn.functional.grid_sample(
        torch.from_numpy(np.moveaxis(x, 3, 1).copy()),
        torch.from_numpy(np.stack([columns / 2, rows / 2.5], axis=-1)),
        padding_mode="zeros",
        align_corners=True,
    )
    np.testing.assert_allclose(sample(x, rows, columns), np.moveaxis(theirs.numpy(), 1, 3), atol=1e-14)


@pytest.mark.parametrize("make", [array_api_strict.asarray, torch.from_numpy, jnp.asarray])
def test_other_libraries(make: Any) -> None:
    x = images(3, 5, 4, 2).astype("float32")
    rows = np.random.default_rng(1).uniform(-3, 3, size=(3, 5, 1)).astype("float32")
    columns = np.random.default_rng(2).uniform(-3, 3, size=(3, 1, 4)).astype("float32")
    expected = sample(x, rows, columns)
    with jax.numpy_dtype_promotion("strict"):
        made = np.asarray(sample(make(x), make(rows), make(columns)))
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, expected, rtol=1e-6)


def test_compiled_for_a_population() -> None:
    """Mapped over angles, on shared images."""
    x = images(3, 5, 4, 2)
    angles = np.array([0.1, -0.7])

    def turn(x: Any, angle: Any) -> Any:
        rows, columns = places(x)
        cosine, sine = jnp.cos(angle), jnp.sin(angle)
        return sample(x, cosine * rows + sine * columns, cosine * columns - sine * rows)

    with jax.enable_x64(True):
        made = jax.jit(jax.vmap(turn, in_axes=(None, 0)))(jnp.asarray(x), jnp.asarray(angles))
        for k, angle in enumerate(angles):
            np.testing.assert_allclose(made[k], turn(x, angle), rtol=1e-12)


# --- rectangles


def test_rectangle_by_hand() -> None:
    """Of 4 by 5 pixels, 2 rows and 3 columns around the middle, and around a place half a pixel up and left."""
    x = images(2, 4, 5)
    inside = rectangle(x, np.array([0.0, -0.5]), np.array([0.0, -0.5]), np.array([2.0, 2.0]), 3.0)
    assert inside.shape == (2, 4, 5, 1)
    np.testing.assert_array_equal(
        inside[0, :, :, 0].astype(int), [[0, 0, 0, 0, 0], [0, 1, 1, 1, 0], [0, 1, 1, 1, 0], [0, 0, 0, 0, 0]]
    )
    # rows from -1.5 on and before 0.5: at -1.5 and -0.5;  columns from -2 on and before 1: at -2, -1 and 0
    np.testing.assert_array_equal(
        inside[1, :, :, 0].astype(int), [[1, 1, 1, 0, 0], [1, 1, 1, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
    )


def test_rectangle_at_the_edge_and_without_sides() -> None:
    x = images(1, 4, 5)
    corner = rectangle(x, np.array([2.0]), np.array([-2.5]), 2.0, 2.0)
    assert np.argwhere(corner).tolist() == [[0, 3, 0, 0]]
    for row in (-0.5, 0.0, 0.1):
        assert not np.any(rectangle(x, np.array([row]), np.array([0.0]), 0.0, 5.0))
    assert np.all(rectangle(x, np.array([0.0]), np.array([0.0]), 4.0, 5.0))


def test_a_side_is_as_many_pixels_on_average() -> None:
    x = images(10_000, 40, 3)
    row = np.random.default_rng(0).uniform(-10, 10, size=10_000)
    inside = rectangle(x, row, np.zeros(10_000), 2.6, 1.0)
    assert np.mean(np.sum(inside, axis=(1, 2, 3))) == pytest.approx(2.6, abs=0.02)
