"""Exercises 3, 6, 8 and 10: the course's Keras network on ten digits, and training it on all images at once."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from descentlab.data.preparation import one_hot
from examples import pictures
from examples.data import course_file, say_missing, ten_digits
from examples.settings import Settings

MNIST_PIXELS = 784


def seed() -> None:
    """Seeds Python's, NumPy's and TensorFlow's generators with 0, as the course does."""
    tf.keras.utils.set_random_seed(0)


def untrained(pixels: int, settings: Settings) -> Any:
    """The network of model.h5, or one of the same kind for so many pixels, from seeded noise."""
    path = course_file("model.h5", settings)
    if path is not None and pixels == MNIST_PIXELS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # the file names its input in an older way
            return tf.keras.models.load_model(path, compile=False)
    if path is None:
        say_missing("model.h5", "a network of its kind starts from seeded noise")
    layers = [
        tf.keras.layers.Dense(
            nodes, activation, kernel_initializer=tf.keras.initializers.VarianceScaling(mode="fan_avg")
        )
        for nodes, activation in ((256, "tanh"), (256, "tanh"), (10, "softmax"))
    ]
    return tf.keras.Sequential([tf.keras.Input((pixels,)), *layers])


def training_step(model: Any, optimizer: Any) -> Callable[[Any, Any], tuple[Any, Any]]:
    """A function of inputs and one-hot labels that takes one step and gives the cost and the predictions before it."""
    loss = tf.keras.losses.CategoricalCrossentropy()

    @tf.function
    def step(inputs: Any, labels: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            predictions = model(inputs)
            cost = loss(labels, predictions)
        gradients = tape.gradient(cost, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return cost, predictions

    return step


def descend(optimizer: Any, name: str, settings: Settings) -> None:
    """Trains with this optimizer, prints the cost every 100 steps and draws the predictions. name: the picture's."""
    train, _ = ten_digits(settings)
    seed()
    model, steps = untrained(train.flat.shape[1], settings), settings.steps or 1000
    step = training_step(model, optimizer)
    X, Y = (
        tf.constant(train.flat),
        tf.constant(one_hot(train.labels, 10)),
    )  # NumPy's would be copied at every step
    for done in range(1, steps + 1):
        cost, _ = step(X, Y)
        if done % 100 == 0 or done == steps:
            print(f"Cost after {done} iterations: {float(cost)}")
    predicted = np.argmax(model(X[:100]), axis=1)
    pictures.predictions(train.pixels[:100], predicted, train.labels[:100], name, settings)
