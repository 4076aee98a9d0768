"""Exercise 7, data augmentation: more examples out of those there are."""

from pathlib import Path
from typing import Any

import numpy as np

from descentlab import sampling
from descentlab.arrays import Array
from descentlab.techniques.augmentations.flip import Flip


def flip_left_right(images: Array) -> Array:
    """Mirror images: the first column becomes the last. images: (m, height, width, channels); they are left."""
    flipped, _ = Flip(rate=1.0).apply(images, None, {"flipped": np.zeros(len(images))})
    return flipped


def shift(images: Array, dy: int, dx: int) -> Array:
    """Images moved dy pixels down and dx to the right (up and to the left where negative).

    images: (m, height, width, channels); they are left. What comes in from outside is 0.
    """
    rows, columns = sampling.places(images)
    return sampling.sample(images, rows - dy, columns - dx).astype(images.dtype)


def demonstrate(out: Path) -> Any:
    """Networks trained with and without, tested on images as they are, moved and mirrored."""
    from demonstration import BLUE, GREEN, GREY, Shown, panels, pictures
    from problems import digits

    import descentlab as dl

    del out  # nothing earlier is needed
    dataset = digits()
    rows = dl.data.split(dataset, seed=0).test
    images, labels = dataset.features[rows].reshape(-1, 8, 8, 1), dataset.targets[rows]
    around = [(-1, 0), (1, 0), (0, -1), (0, 1)]
    sets = {
        "as they are": [images],
        "moved by a pixel": [shift(images, dy, dx) for dy, dx in around],
        "mirrored": [flip_left_right(images)],
    }
    figure, (left, right) = panels(2, "Data augmentation on the digits", gridspec_kw={"width_ratios": (1, 1.3)})
    row = [images, flip_left_right(images), shift(images, 0, 1), shift(images, -1, 0), shift(images, 2, -2)]
    shown = np.stack([version[i, :, :, 0] for i in (0, 3, 5) for version in row])
    pictures(left, shown, "as it is, mirrored, moved right, up,\nand two down and two to the left", 5)

    accuracy = {}
    kinds = {"none": None, "shift": "shift(height=0.125, width=0.125)", "flip": "flip"}
    for i, ((name, kind), colour) in enumerate(zip(kinds.items(), (GREY, BLUE, GREEN), strict=True)):
        model = dl.train(dataset, dl.recipe(augmentation=kind, learning_rate=3e-3, epochs=40)).model
        for place, (tested, versions) in enumerate(sets.items()):
            probabilities = np.stack([model.outputs(version.reshape(-1, 64)) for version in versions])
            accuracy[name, tested] = float(np.mean(probabilities.argmax(axis=-1) == labels))
            bar = right.bar(place + 0.27 * (i - 1), accuracy[name, tested], 0.25, color=colour)
            right.bar_label(bar, fmt="{:.0%}", fontsize=8)
            if place == 0:
                bar.set_label(name)
        print(f"trained with {name}: " + ", ".join(f"{accuracy[name, one]:.1%} {one}" for one in sets))
    right.set_xticks(range(3), sets)
    right.set(xlabel="test images", ylabel="accuracy", ylim=(0, 1.25), yticks=np.linspace(0, 1, 6))
    right.legend(title="augmentation in training", ncols=3, loc="upper right")
    return Shown(
        figure,
        f"shifting makes up for images that are moved ({accuracy['none', 'moved by a pixel']:.0%} becomes "
        f"{accuracy['shift', 'moved by a pixel']:.0%}); flipping teaches mirrored digits, which nobody writes, and "
        f"gains nothing on digits as they are ({accuracy['flip', 'as they are']:.1%} against "
        f"{accuracy['none', 'as they are']:.1%}).",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
