"""Learning rate decay in TensorFlow"""

import numpy as np

from descentlab.doctor import Case, Mistake, UnusableError

FILE = "12-learning_rate_decay.py"
FUNCTION = "learning_rate_decay"
PARAMETERS = ("alpha", "decay_rate", "decay_step")
RETURNS = ("the rate, asked for step after step", "the rate that an optimizer works with")
NEEDS = ("tensorflow",)
OLD = ("alpha", "decay_rate", "global_step", "decay_step")


def solution(alpha, decay_rate, decay_step):
    import tensorflow as tf

    schedules = tf.keras.optimizers.schedules
    return schedules.InverseTimeDecay(alpha, decay_steps=decay_step, decay_rate=decay_rate, staircase=True)


def observe(function, alpha, decay_rate, decay_step):
    schedule = function(alpha, decay_rate, decay_step)
    if schedule is None:
        return None
    _usable(schedule)
    called = [float(schedule(step)) for step in (*range(2 * decay_step + 2), 7 * decay_step - 1)]
    steps = (0, 1, decay_step, 3 * decay_step - 1)
    at_work = _at_work(schedule, steps)
    own = type(schedule).__module__.partition(".")[0] != "keras"
    if own and np.allclose(at_work, [alpha / (1 + decay_rate * (step // decay_step)) for step in steps]):
        _usable_in_main(schedule, steps, at_work)
    return called, at_work


def _usable_in_main(schedule, steps, rates):
    """Raises UnusableError for right rates that the exercise's main, with its tf.function, cannot use."""
    import tensorflow as tf

    name = "cannot be used inside tf.function"
    try:
        inside = _at_work(schedule, steps, call=tf.function)
    except Exception as error:
        told = (
            f"Its rates are right, but a tf.function that uses them raises {type(error).__name__}: "
            "there the step is a tensor whose value Python and NumPy cannot know."
        )
        raise UnusableError(name, told) from error
    if not np.allclose(inside, rates):
        told = "Its rates are right, but inside a tf.function, which Python runs once only, they do not change."
        raise UnusableError(name, told)
    if not hasattr(schedule(1), "numpy"):
        kind = type(schedule(1)).__name__
        told = f"The rate at a step is a {kind}, which has no .numpy(): a tensor is asked for."
        raise UnusableError("gives no tensors", told)


def _usable(schedule):
    """Raises UnusableError, with words for what was returned, where it is no schedule."""
    import tensorflow as tf

    kind = type(schedule).__name__
    if isinstance(schedule, type):
        told = f"It returns the class {schedule.__name__} itself: call it to make a schedule."
        raise UnusableError("returns a class", told)
    if isinstance(schedule, tf.keras.optimizers.Optimizer):
        told = f"It returns an optimizer ({kind}); what is asked for is the schedule of its learning rate."
        raise UnusableError("returns an optimizer", told)
    if isinstance(schedule, bool | int | float | np.generic | np.ndarray | tf.Tensor | tf.Variable):
        told = "It returns a rate that does not change; a schedule is asked for the rate at each step."
        raise UnusableError("returns a number", told)
    if not callable(schedule):
        told = f"It returns something of type {kind}, which cannot be asked for the rate at a step."
        raise UnusableError("returns no schedule", told)
    if not isinstance(schedule, tf.keras.optimizers.schedules.LearningRateSchedule):
        told = (
            "Keras calls it for the rate without telling it the step: only a Keras schedule is told the step."
        )
        raise UnusableError("returns a plain function", told)


def _at_work(schedule, steps, call=lambda function: function):
    """The rates that a Keras optimizer takes from a schedule at some of its steps; call: through what it is called."""
    import tensorflow as tf

    optimizer = tf.keras.optimizers.SGD(learning_rate=schedule)
    weight = tf.keras.Variable(0.0, name="weight")
    optimizer.build([weight])
    take = call(lambda: optimizer.apply_gradients([(tf.constant(-1.0), weight)]))
    rates = []
    for step in steps:
        optimizer.iterations.assign(step)
        weight.assign(0.0)
        take()
        rates.append(float(weight))
    return rates


def cases():
    yield Case("decay_step = 3", (0.1, 0.5, 3))
    yield Case("decay_step = 4", (0.7, 0.96, 4))
    yield Case("decay_rate larger than 1", (0.02, 2.5, 2))


def _by(formula):
    """A wrong answer: the schedule that is this formula of alpha, decay_rate, the step and decay_step."""

    def answer(alpha, decay_rate, decay_step):
        import tensorflow as tf

        class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
            def __call__(self, step):
                return tf.constant(formula(alpha, decay_rate, float(step), decay_step), tf.float32)

        return Schedule()

    return answer


def _polynomial_default(alpha, decay_rate, decay_step):
    import tensorflow as tf

    return tf.keras.optimizers.schedules.PolynomialDecay(alpha, decay_step)


def _polynomial(alpha, decay_rate, decay_step):
    import tensorflow as tf

    return tf.keras.optimizers.schedules.PolynomialDecay(alpha, decay_step, end_learning_rate=decay_rate)


def _polynomial_power(alpha, decay_rate, decay_step):
    import tensorflow as tf

    return tf.keras.optimizers.schedules.PolynomialDecay(alpha, decay_step, power=decay_rate)


def _cosine(alpha, decay_rate, decay_step):
    import tensorflow as tf

    return tf.keras.optimizers.schedules.CosineDecay(alpha, decay_step, alpha=decay_rate)


def _cosine_to_zero(alpha, decay_rate, decay_step):
    import tensorflow as tf

    return tf.keras.optimizers.schedules.CosineDecay(alpha, decay_step)


MISTAKES = (
    Mistake(
        "no staircase",
        "staircase=True",
        "staircase=False",
        "How should the rate change between two multiples of decay_step?",
    ),
    Mistake(
        "decay_rate and decay_step swapped",
        "decay_steps=decay_step",
        "decay_steps=decay_rate",
        "After how many steps does the rate change? Name the arguments to be sure.",
        also=(("decay_rate=decay_rate", "decay_rate=decay_step"),),
    ),
    Mistake(
        "exponential decay",
        "InverseTimeDecay",
        "ExponentialDecay",
        "Is the rate divided by something that grows, or multiplied by a factor again and again?",
    ),
    Mistake(
        "decay_rate not used",
        "decay_rate=decay_rate",
        "decay_rate=1",
        "What should another decay_rate change?",
    ),
    Mistake(
        "decay_step not used",
        "decay_steps=decay_step",
        "decay_steps=1",
        "After how many steps does the rate change first?",
    ),
    Mistake(
        "the rate never changes",
        "decay_rate=decay_rate",
        "decay_rate=0",
        "What should the rate be after decay_step steps?",
    ),
    Mistake(
        "alpha not used",
        "Decay(alpha,",
        "Decay(1.0,",
        "Which parameter of the function is not handed on?",
    ),
    Mistake(
        "alpha fixed at 0.01",
        "Decay(alpha,",
        "Decay(0.01,",
        "What should another alpha change?",
    ),
    Mistake(
        "stairs one step too long",
        "decay_steps=decay_step",
        "decay_steps=decay_step + 1",
        "At which step does the rate change first?",
    ),
    Mistake(
        "alpha and decay_rate swapped",
        "Decay(alpha,",
        "Decay(decay_rate,",
        "Which parameter is the rate to begin with?",
        also=(("decay_rate=decay_rate", "decay_rate=alpha"),),
    ),
    Mistake(
        "1 - decay_rate for decay_rate",
        "decay_rate=decay_rate",
        "decay_rate=1 - decay_rate",
        "What stands below the fraction in the formula?",
    ),
    Mistake(
        "one step early",
        hint="Does the first step have the number 0 or 1?",
        instead=_by(lambda alpha, rate, step, width: alpha / (1 + rate * ((step + 1) // width))),
    ),
    Mistake(
        "one step late",
        hint="Does the first step have the number 0 or 1?",
        instead=_by(lambda alpha, rate, step, width: alpha / (1 + rate * ((step - 1) // width))),
    ),
    Mistake(
        "remainder in the place of whole division",
        hint="What is the rate at decay_step, and at the step before?",
        instead=_by(lambda alpha, rate, step, width: alpha / (1 + rate * (step % width))),
    ),
    Mistake(
        "rounded up in the place of down",
        hint="What is the rate at step 1?",
        instead=_by(lambda alpha, rate, step, width: alpha / (1 + rate * np.ceil(step / width))),
    ),
    Mistake(
        "rounded to the nearest",
        hint="What is the rate just before decay_step?",
        instead=_by(lambda alpha, rate, step, width: alpha / (1 + rate * np.rint(step / width))),
    ),
    Mistake(
        "multiplied in the place of divided",
        hint="Should the rate grow or fall?",
        instead=_by(lambda alpha, rate, step, width: alpha * (1 + rate * (step // width))),
    ),
    Mistake(
        "the number of stairs as a power",
        hint="Is the number of stairs a factor or a power?",
        instead=_by(lambda alpha, rate, step, width: alpha / (1 + rate) ** (step // width)),
    ),
    Mistake(
        "natural exponential decay",
        hint="Is there an exponential in inverse time decay?",
        instead=_by(lambda alpha, rate, step, width: alpha * np.exp(-rate * (step // width))),
    ),
    Mistake(
        "the 1 below the fraction forgotten",
        hint="What is the rate at step 0?",
        instead=_by(lambda alpha, rate, step, width: np.divide(alpha, rate * (step // width))),
    ),
    Mistake(
        "rounded down after decay_rate",
        hint="What is rounded down: the number of stairs, or decay_rate times it?",
        instead=_by(lambda alpha, rate, step, width: alpha / (1 + np.floor(rate * step / width))),
    ),
    Mistake(
        "decay_rate subtracted at each stair",
        hint="Can the rate of the exercise become negative?",
        instead=_by(lambda alpha, rate, step, width: alpha - rate * (step // width)),
    ),
    Mistake(
        "a share of decay_rate subtracted at each stair",
        hint="Can the rate of the exercise become negative?",
        instead=_by(lambda alpha, rate, step, width: alpha * (1 - rate * (step // width))),
    ),
    Mistake(
        "polynomial decay",
        hint="Should the rate come to an end somewhere?",
        instead=_polynomial_default,
    ),
    Mistake(
        "polynomial decay with decay_rate as its end",
        hint="Should the rate come to an end somewhere?",
        instead=_polynomial,
    ),
    Mistake(
        "polynomial decay with decay_rate as power",
        hint="Should the rate come to an end somewhere?",
        instead=_polynomial_power,
    ),
    Mistake(
        "cosine decay",
        hint="Does the exercise's formula have a cosine in it?",
        instead=_cosine_to_zero,
    ),
    Mistake(
        "cosine decay with decay_rate as its end",
        hint="Does the exercise's formula have a cosine in it?",
        instead=_cosine,
    ),
)
