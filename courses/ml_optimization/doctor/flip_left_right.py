"""Data augmentation: mirror images"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "7-data_augmentation.py"
FUNCTION = "flip_left_right"
PARAMETERS = ("images",)
RETURNS = ("the mirrored images",)


def solution(images):
    return images[:, :, ::-1, :]


def cases():
    draw = np.random.default_rng(7)
    for label, shape in (
        ("grey images", (3, 4, 5, 1)),
        ("images in colour", (2, 3, 4, 3)),
        ("square images", (2, 4, 4, 3)),
        ("one image", (1, 3, 6, 2)),
        ("as many images as columns", (4, 2, 4, 3)),
    ):
        yield Case(label, (draw.random(shape),))
    yield Case("images of bytes", (draw.integers(0, 256, (2, 3, 4, 3), dtype=np.uint8),))


MISTAKES = (
    Mistake(
        "upside down, not left to right",
        "images[:, :, ::-1, :]",
        "images[:, ::-1, :, :]",
        "Which axis counts the rows of an image, which its columns?",
    ),
    Mistake(
        "channels reversed",
        "images[:, :, ::-1, :]",
        "images[:, :, :, ::-1]",
        "Which axis is the last one?",
    ),
    Mistake(
        "order of the images reversed",
        "images[:, :, ::-1, :]",
        "images[::-1]",
        "Which axis is the first one?",
    ),
    Mistake(
        "turned by 180 degrees",
        "images[:, :, ::-1, :]",
        "images[:, ::-1, ::-1, :]",
        "How many axes are to be reversed?",
    ),
    Mistake(
        "columns and channels reversed",
        "images[:, :, ::-1, :]",
        "images[:, :, ::-1, ::-1]",
        "How many axes are to be reversed?",
    ),
    Mistake(
        "images and columns reversed",
        "images[:, :, ::-1, :]",
        "images[::-1, :, ::-1, :]",
        "How many axes are to be reversed?",
    ),
    Mistake(
        "all axes reversed",
        "images[:, :, ::-1, :]",
        "np.flip(images)",
        "What is reversed when no axis is named?",
    ),
    Mistake(
        "rows and columns exchanged",
        "images[:, :, ::-1, :]",
        "images.transpose(0, 2, 1, 3)",
        "A mirror image is as high and as wide as the image.",
    ),
    Mistake(
        "turned by 90 degrees",
        "images[:, :, ::-1, :]",
        "np.rot90(images, axes=(1, 2))",
        "A mirror image is as high and as wide as the image.",
    ),
    Mistake(
        "images not changed",
        "images[:, :, ::-1, :]",
        "images",
        "Is what was flipped also what is returned?",
    ),
    Mistake(
        "only the first image",
        "images[:, :, ::-1, :]",
        "images[0, :, ::-1, :]",
        "How many images are there, and how many are returned?",
    ),
    Mistake(
        "the images themselves returned as well",
        "images[:, :, ::-1, :]",
        "np.concatenate((images, images[:, :, ::-1, :]))",
        "How many images are to be returned?",
    ),
    Mistake(
        "first column left in its place",
        "images[:, :, ::-1, :]",
        "np.roll(images[:, :, ::-1, :], 1, axis=2)",
        "Where does the first column come to, and where the last one?",
    ),
    Mistake(
        "last column missing",
        "images[:, :, ::-1, :]",
        "images[:, :, -1:0:-1, :]",
        "A slice leaves out its end.",
    ),
    Mistake(
        "channels lost",
        "images[:, :, ::-1, :]",
        "images[:, :, ::-1, 0]",
        "What shape does the exercise ask for?",
    ),
)
