"""Data augmentation: moved images"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "7-data_augmentation.py"
FUNCTION = "shift"
PARAMETERS = ("images", "dy", "dx")
RETURNS = ("the moved images",)


def solution(images, dy, dx):
    _, height, width, _ = images.shape
    moved = np.zeros_like(images)
    for r in range(height):
        for c in range(width):
            from_r = r - dy
            from_c = c - dx
            if 0 <= from_r < height and 0 <= from_c < width:
                moved[:, r, c] = images[:, from_r, from_c]
    return moved


def cases():
    draw = np.random.default_rng(77)
    for label, shape, dy, dx in (
        ("a pixel down", (2, 4, 5, 1), 1, 0),
        ("a pixel to the right", (2, 4, 5, 1), 0, 1),
        ("two pixels up", (2, 5, 4, 3), -2, 0),
        ("two pixels to the left", (1, 4, 5, 2), 0, -2),
        ("down and to the left", (3, 5, 4, 1), 2, -1),
        ("up and to the right", (2, 4, 4, 3), -1, 2),
        ("down and to the right", (2, 5, 6, 1), 1, 2),
        ("up and to the left", (2, 4, 5, 1), -1, -2),
        ("no move at all", (2, 3, 4, 1), 0, 0),
    ):
        yield Case(label, (1 + draw.random(shape), dy, dx))
    image = 1 + draw.random((2, 3, 4, 1))
    yield Case("a move out of the image", (image, 5, 0), counts=False)
    yield Case("images of bytes", ((100 * image).astype(np.uint8), 1, -1), counts=False)


MISTAKES = (
    Mistake(
        "moved the other way",
        "r - dy",
        "r + dy",
        "Where does the pixel in the first row come from when the image moves down?",
        also=(("c - dx", "c + dx"),),
    ),
    Mistake(
        "up instead of down",
        "r - dy",
        "r + dy",
        "Where does the pixel in the first row come from when the image moves down?",
    ),
    Mistake(
        "to the left instead of to the right",
        "c - dx",
        "c + dx",
        "Where does the pixel in the first column come from when the image moves to the right?",
    ),
    Mistake(
        "dy and dx exchanged",
        "dy, dx)",
        "dx, dy)",
        "Which axis counts the rows of an image, which its columns?",
    ),
    Mistake(
        "comes in again on the other side",
        "0 <= from_r < height and 0 <= from_c < width",
        "True",
        "What should stand where nothing comes from?",
        also=(("[:, from_r, from_c]", "[:, from_r % height, from_c % width]"),),
    ),
    Mistake(
        "comes in again at the top or the bottom",
        "0 <= from_r < height and ",
        "",
        "What should stand in the rows where nothing comes from?",
        also=(("[:, from_r, from_c]", "[:, from_r % height, from_c]"),),
    ),
    Mistake(
        "comes in again at the left or the right",
        " and 0 <= from_c < width",
        "",
        "What should stand in the columns where nothing comes from?",
        also=(("[:, from_r, from_c]", "[:, from_r, from_c % width]"),),
    ),
    Mistake(
        "edge repeated",
        "0 <= from_r < height and 0 <= from_c < width",
        "True",
        "What should stand where nothing comes from?",
        also=(("[:, from_r, from_c]", "[:, min(max(from_r, 0), height - 1), min(max(from_c, 0), width - 1)]"),),
    ),
    Mistake(
        "old pixels left where nothing comes from",
        "np.zeros_like(images)",
        "images.copy()",
        "What should stand where nothing comes from?",
    ),
    Mistake(
        "filled with ones",
        "np.zeros_like(images)",
        "np.ones_like(images)",
        "What should stand where nothing comes from?",
    ),
    Mistake(
        "only moved up or down",
        "c - dx",
        "c",
        "Is dx used?",
    ),
    Mistake(
        "only moved left or right",
        "r - dy",
        "r",
        "Is dy used?",
    ),
    Mistake(
        "negative numbers move the same way as positive ones",
        "r - dy",
        "r - abs(dy)",
        "What does a negative number of pixels mean?",
        also=(("c - dx", "c - abs(dx)"),),
    ),
    Mistake(
        "negative numbers do not move",
        "r - dy",
        "r - max(dy, 0)",
        "What does a negative number of pixels mean?",
        also=(("c - dx", "c - max(dx, 0)"),),
    ),
    Mistake(
        "a pixel too far",
        "r - dy",
        "r - dy - 1",
        "Count the pixels, beginning with 0.",
        also=(("c - dx", "c - dx - 1"),),
    ),
    Mistake(
        "first row and first column left out",
        "0 <= from_r < height and 0 <= from_c < width",
        "0 < from_r < height and 0 < from_c < width",
        "Count the rows and columns, beginning with 0.",
    ),
    Mistake(
        "last row and last column left out",
        "0 <= from_r < height and 0 <= from_c < width",
        "0 <= from_r < height - 1 and 0 <= from_c < width - 1",
        "Which is the last row, when the first is 0?",
    ),
    Mistake(
        "images moved among themselves",
        "for r in range(height):",
        "return np.roll(images, (dy, dx), axis=(0, 1))\n    for r in range(height):",
        "Which axis counts the images?",
    ),
    Mistake(
        "images not changed",
        "return moved",
        "return images",
        "Is what was moved also what is returned?",
    ),
)
