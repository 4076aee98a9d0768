"""Exercise 3: a network learns ten digits from mini-batches."""

from typing import Any

import numpy as np
import tensorflow as tf

from descentlab.data.preparation import one_hot
from examples import network
from examples.data import Images, ten_digits
from examples.settings import Settings

create_mini_batches = __import__("3-mini_batch").create_mini_batches

BATCH_SIZE = 32


def main(settings: Settings) -> None:
    """Prints cost and accuracy of both parts before each epoch and at the end, and of every 100th mini-batch."""
    train, validation = ten_digits(settings)
    network.seed()
    model, epochs = network.untrained(train.flat.shape[1], settings), settings.epochs or 10
    step = network.training_step(model, tf.keras.optimizers.SGD(learning_rate=0.01))
    labels = one_hot(train.labels, 10)
    for epoch in range(epochs):
        print(f"After {epoch} epochs:")
        for part, images in (("Training", train), ("Validation", validation)):
            cost, accuracy = judged(model, images)
            print(f"\t{part} Cost: {cost}\n\t{part} Accuracy: {accuracy}")
        for number, (X, Y) in enumerate(create_mini_batches(train.flat, labels, BATCH_SIZE), start=1):
            cost, predictions = step(tf.constant(X), tf.constant(Y))
            if number % 100 == 0:
                print(
                    f"\tStep {number}:\n\t\tCost: {float(cost)}\n\t\tAccuracy: {agreement(predictions, Y.argmax(1))}"
                )
    print(f"After {epochs} epochs:")
    for part, images in (("Training", train), ("Validation", validation)):
        cost, accuracy = judged(model, images)
        print(f"\tFinal {part} Cost: {cost}, Accuracy: {accuracy}")


def judged(model: Any, images: Images) -> tuple[float, float]:
    """Cost and accuracy of a whole part."""
    predictions = model(images.flat)
    cost = tf.keras.losses.CategoricalCrossentropy()(one_hot(images.labels, 10), predictions)
    return float(cost), agreement(predictions, images.labels)


def agreement(predictions: Any, labels: Any) -> float:
    """How many of the likeliest digits (of predictions (m, 10)) are the labels' (m,), as a share."""
    return float(np.mean(np.argmax(predictions, axis=1) == labels))
