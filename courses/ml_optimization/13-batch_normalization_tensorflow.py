"""Exercise 13, batch normalization in TensorFlow: Keras's layer, held against the library's own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from descentlab.techniques.layers.batch_norm import BatchNorm

MOMENTUM, EPSILON, UNITS = 0.9, 1e-3, 32


def create_batch_norm_layer(prev: Any, n: int, activation: Callable[[Any], Any]) -> Any:
    """The activated output (m, n) of a new layer with batch normalization behind the outputs prev (m, features).

    Dense without a bias, kernel VarianceScaling(mode="fan_avg"); over the mini-batch at hand, gamma 1 and beta 0 at
    first, epsilon 1e-7; then the activation.
    """
    from tensorflow import keras

    initializer = keras.initializers.VarianceScaling(mode="fan_avg")
    z = keras.layers.Dense(n, kernel_initializer=initializer, use_bias=False)(prev)
    return activation(keras.layers.BatchNormalization(epsilon=1e-7)(z, training=True))


def demonstrate(out: Path) -> Any:
    """Sixty mini-batches through both layers: outputs, moving averages, and what is used outside of training."""
    from demonstration import BLUE, RED, Shown, panels, tensorflow
    from problems import mini_batches, normalized_digits

    del out  # nothing earlier is needed
    tf = tensorflow("batch normalization in TensorFlow")
    tf.keras.utils.set_random_seed(0)
    parts = normalized_digits()
    kernel = np.random.default_rng(0).normal(size=(64, UNITS)).astype(np.float32)
    z_all = parts.x.astype(np.float32) @ kernel + 3  # a layer's outputs; the mean is there to be found

    theirs = tf.keras.layers.BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON)
    ours, ones = BatchNorm(MOMENTUM, EPSILON), np.ones(UNITS, np.float32)
    params, state = {"gamma": ones, "beta": 0 * ones}, {"moving_mean": 0 * ones, "moving_variance": ones}
    apart = {"training": 0.0, "moving averages": 0.0, "inference": 0.0}
    moved, gap = [], []
    for z, _ in mini_batches(z_all, parts.y, 32, steps=60):
        y, _, state = ours.forward(params, state, z, {})
        y_theirs = theirs(z, training=True).numpy()
        inferred, inferred_theirs = ours.infer(params, state, z), theirs(z, training=False).numpy()
        averages = [theirs.moving_mean.numpy(), theirs.moving_variance.numpy()]
        for name, a, b in (
            ("training", y, y_theirs),
            ("moving averages", np.stack([state["moving_mean"], state["moving_variance"]]), averages),
            ("inference", inferred, inferred_theirs),
        ):
            apart[name] = max(apart[name], float(np.abs(a - b).max() / np.abs(b).max()))
        moved.append((state["moving_mean"][0], averages[0][0], state["moving_variance"][0], averages[1][0]))
        gap.append(float(np.abs(y - inferred).mean()))
    for name, difference in apart.items():
        print(f"{name}: Keras and ours differ by {difference:.0e} of the largest value")
    layer = create_batch_norm_layer(parts.x.astype(np.float32), UNITS, tf.nn.tanh)
    print(
        f"create_batch_norm_layer: outputs of shape {tuple(layer.shape)}, mean {float(tf.reduce_mean(layer)):.3f}"
    )

    figure, (left, right) = panels(2, "Batch normalization: Keras on TensorFlow and the library's own layer")
    steps = np.arange(1, 61)
    for ours_, theirs_, colour, name, true in (
        (0, 1, BLUE, "mean", z_all[:, 0].mean()),
        (2, 3, RED, "variance", z_all[:, 0].var()),
    ):
        curve = np.array(moved)
        left.plot(steps, curve[:, ours_], color=colour, label=f"moving {name}, ours")
        left.plot(
            steps[::4], curve[::4, theirs_], "o", color=colour, fillstyle="none", label=f"moving {name}, Keras"
        )
        left.axhline(true, color=colour, linestyle=":", linewidth=1)
    left.set(xlabel="mini-batches seen", ylabel="of one unit (logarithmic; dotted: all examples)", yscale="log")
    left.legend(loc="lower right")
    right.plot(steps, gap, color=BLUE)
    right.set(xlabel="mini-batches seen", ylabel="mean |output in training - in inference|", ylim=(0, None))
    return Shown(
        figure,
        f"Keras's circles lie on our lines (to {max(apart.values()):.0e} of their size); the averages need some "
        f"thirty mini-batches to arrive, and until then inference differs from training (by {gap[0]:.1f}, in the end "
        f"{gap[-1]:.1f}).",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
