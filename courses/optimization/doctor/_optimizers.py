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


def seen(function, solution, inputs, size=1.0):
    """What ``steps`` sees of the optimizer that a function makes; None where it makes none.

    Raises UnusableError for one of the answer's own making that steps as the solution does, but not inside tf.function,
    where an exercise's main calls it.
    """
    import tensorflow as tf

    optimizer = function(*inputs)
    if optimizer is None:
        return None
    found = steps(optimizer, size)
    own = type(optimizer).__module__.partition(".")[0] != "keras"
    if own and np.allclose(found[0][:3], steps(solution(*inputs), size)[0][:3], rtol=1e-4):
        _same_in_graph(steps, function(*inputs), size, found[0], tf)
    return found


def _same_in_graph(look, optimizer, size, outside, tf):
    name = "cannot be used inside tf.function"
    try:
        inside = look(optimizer, size, call=tf.function)[0]
    except Exception as error:
        told = f"Its steps are right, but inside a tf.function it raises {type(error).__name__}."
        raise UnusableError(name, told) from error
    if not np.allclose(inside[:3], outside[:3], rtol=1e-4):
        told = (
            "Its steps are right, but inside a tf.function what it keeps from step to step does not change: "
            "Python runs such a function once only; what is to change later must be a tf.Variable."
        )
        raise UnusableError(name, told)


def steps(optimizer, size=1.0, call=lambda function: function):
    """Three steps of an optimizer, and those of a weight without gradient; beside them the first faint step.

    Gradients are `size` times numbers near 1. Each entry keeps its sign: averages that cancel would leave float32 few
    digits. For the same reason weights are put back before each step. call: through what the optimizer is called.
    """
    import tensorflow as tf

    _usable(optimizer)
    draw = np.random.default_rng(6)
    signs = np.array([1, -1, -1, 1, 1, -1, 1, -1])
    start = np.zeros((2, 3), np.float32), np.array([0, 0, 0, STILL], np.float32)
    kernel = tf.keras.Variable(start[0], name="kernel")
    bias = tf.keras.Variable(start[1], name="bias")
    take = call(lambda gradients: _apply(optimizer, gradients, [kernel, bias]))
    moved = []
    for factor in (1, 0.3, 1.5):
        gradient = size * factor * signs * draw.uniform(0.5, 2, 8)
        gradients = gradient[:6].reshape(2, 3), np.array([*gradient[6:], FAINT, 0])
        kernel.assign(start[0])
        bias.assign(start[1])
        take([tf.constant(one, tf.float32) for one in gradients])
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
    rate = getattr(optimizer, "_learning_rate", None)
    if isinstance(rate, tf.keras.optimizers.schedules.LearningRateSchedule):
        first, later = float(rate(0)), float(rate(10_000))
        if not np.isclose(first, later):
            told = f"Its learning rate changes, from {first:g} to {later:g}: what is asked for has one rate."
            raise UnusableError("the learning rate changes", told)
