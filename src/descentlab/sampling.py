"""Places within images: where pixels lie, images sampled at other places, and rectangles.

Images are (batch, height, width, channels). Places are measured from the image's middle, in pixels, downwards
and to the right: the image of 4 by 3 pixels has rows at -1.5, -0.5, 0.5, 1.5 and columns at -1, 0, 1. Sizes are
numbers that may be arrays, so nothing is cut out by slicing.
"""

from descentlab.arrays import Array, Scalar, device, namespace


def places(images: Array) -> tuple[Array, Array]:
    """Where the pixels lie: rows of shape (1, height, 1), and columns of shape (1, 1, width)."""
    xp = namespace(images)
    _, height, width, _ = images.shape
    rows = xp.arange(height, dtype=images.dtype, device=device(images)) - (height - 1) / 2
    columns = xp.arange(width, dtype=images.dtype, device=device(images)) - (width - 1) / 2
    return rows[None, :, None], columns[None, None, :]


def sample(images: Array, rows: Array, columns: Array) -> Array:
    """Images whose pixels are taken from other places of the given ones, bilinearly between four neighbours.

    rows, columns: of shapes that make (batch, height, width) together. Outside of an image everything is zero,
    so that the value goes to zero within one pixel beyond the edge. At places of pixels it is the pixel exactly.
    """
    xp = namespace(images)
    batch, height, width, channels = images.shape
    rows, columns = rows + (height - 1) / 2, columns + (width - 1) / 2
    top, left = xp.floor(rows), xp.floor(columns)
    pixels = xp.reshape(images, (batch * height * width, channels))
    first = xp.arange(batch, device=device(images))[:, None, None] * (height * width)
    total = xp.zeros_like(images)
    for row in (top, top + 1):
        for column in (left, left + 1):
            share = (1 - xp.abs(rows - row)) * (1 - xp.abs(columns - column))
            inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            share = xp.where(inside, share, xp.zeros_like(share))
            place = xp.clip(row, 0, height - 1) * width + xp.clip(column, 0, width - 1)
            number = xp.reshape(first + xp.astype(place, first.dtype), (-1,))
            neighbours = xp.reshape(xp.take(pixels, number, axis=0), images.shape)
            total = total + share[..., None] * neighbours
    return total


def rectangle(images: Array, row: Array, column: Array, height: Scalar, width: Scalar) -> Array:
    """Which pixels have their middle in a rectangle: yes or no, of shape (batch, image height, image width, 1).

    row, column: the rectangle's middle in each image, (batch,). height, width: its sides in pixels, of shape
    (batch,) or (). What lies outside of the image is cut off; sides of zero hold no pixel.
    """
    rows, columns = places(images)
    return (_between(rows, row, height) & _between(columns, column, width))[..., None]


def _between(values: Array, middle: Array, length: Scalar) -> Array:
    low, high = middle - length / 2, middle + length / 2
    return (values >= low[:, None, None]) & (values < high[:, None, None])
