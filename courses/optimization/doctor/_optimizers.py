"""How optimizers are looked at: by the steps that they make, however they are made."""

import numpy as np

from descentlab.doctor import UnusableError

FAINT = 1e-12
"""A gradient so small that nothing but epsilon stands below the fraction."""
STILL = 100.0
"""Where a weight stands whose gradient is zero; none but weight decay moves it."""
RETURNS = (
    "the first step",
    "the second step",
    "the third step",
    "the step where the gradient is zero",
)


def steps(optimizer, size=1.0):
    """Three steps of an optimizer, and those of a weight without gradient; beside them the first faint step.

    Gradients are `size` times numbers near 1. Each entry keeps its sign: averages that cancel would leave float32 few
    digits. For the same reason weights are put back before each step.
    """
    import tensorflow as tf

    _usable(optimizer)
    draw = np.random.default_rng(6)
    signs = np.array([1, -1, -1, 1, 1, -1, 1, -1])
    start = np.zeros((2, 3), np.float32), np.array([0, 0, 0, STILL], np.float32)
    kernel = tf.keras.Variable(start[0], name="kernel")
    bias = tf.keras.Variable(start[1], name="bias")
    moved = []
    for factor in (1, 0.3, 1.5):
        gradient = size * factor * signs * draw.uniform(0.5, 2, 8)
        gradients = gradient[:6].reshape(2, 3), np.array([*gradient[6:], FAINT, 0])
        kernel.assign(start[0])
        bias.assign(start[1])
        _apply(optimizer, [tf.constant(one, tf.float32) for one in gradients], [kernel, bias])
        ends = np.asarray(kernel), np.asarray(bias)
        moved.append(np.concatenate([(end - begin).ravel() for end, begin in zip(ends, start, strict=True)]))
    moved = np.array(moved)
    return [*moved[:, :8], moved[:, 9]], abs(float(moved[0, 8]))


def _apply(optimizer, gradients, variables):
    if hasattr(optimizer, "apply_gradients"):
        optimizer.apply_gradients(zip(gradients, variables, strict=True))
    else:
        optimizer.apply(gradients, variables)


def _usable(optimizer):
    """Raises UnusableError, with words for what was returned, where it is no optimizer."""
    import tensorflow as tf

    kind = type(optimizer).__name__
    if isinstance(optimizer, type):
        told = f"It returns the class {optimizer.__name__} itself: call it to make an optimizer."
        raise UnusableError("returns a class", told)
    if isinstance(optimizer, tf.compat.v1.train.Optimizer):
        told = f"{kind} belongs to TensorFlow 1 and cannot change the variables of a Keras 3 model."
        raise UnusableError("an optimizer of TensorFlow 1", told)
    if isinstance(optimizer, bool | int | float | str | np.generic):
        told = f"It returns {str(optimizer)[:40]!r} where an optimizer is asked for."
        raise UnusableError("returns text" if isinstance(optimizer, str) else "returns a number", told)
    if not hasattr(optimizer, "apply_gradients") and not hasattr(optimizer, "apply"):
        told = f"It returns something of type {kind}, which has no apply_gradients: an optimizer is asked for."
        raise UnusableError("returns no optimizer", told)
