"""Keras: ``fit``, on the backend that the environment names."""

import sys
import time

import numpy as np

from benchmarks.cases import LEARNING_RATE, case_named, prepared
from benchmarks.peers.measured import Measured, report


def main(name: str) -> Measured:
    """Trains one run."""
    import keras

    case = case_named(name)
    data = prepared(case.dataset)
    keras.utils.set_random_seed(0)
    hidden = [keras.layers.Dense(width, activation="relu") for width in case.hidden]
    model = keras.Sequential([keras.layers.Input(data.x.shape[1:]), *hidden, keras.layers.Dense(10)])
    model.compile(
        optimizer=keras.optimizers.Adam(LEARNING_RATE),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    options = {"batch_size": case.batch_size, "verbose": 0}
    begin = time.perf_counter()
    model.fit(data.x, data.y, epochs=1, **options)
    start = time.perf_counter() - begin
    begin = time.perf_counter()
    model.fit(data.x, data.y, epochs=case.epochs, **options)
    seconds = time.perf_counter() - begin
    accuracy = float(np.mean(np.argmax(model.predict(data.test_x, verbose=0), axis=1) == data.test_y))
    steps = -(-len(data.x) // case.batch_size) * case.epochs
    return Measured(seconds / steps, start, accuracy)


if __name__ == "__main__":
    report(main(sys.argv[1]))
