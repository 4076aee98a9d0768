"""Exercise 15, a model: built, trained, evaluated, saved and loaded again, by the library and in TensorFlow.

Both train the same network on the same digits: dense layers with batch normalization and dropout, Adam, mini-batches,
a learning rate that decays. The learning rate, the dropout and the width are those that exercise 8 chose.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Array

EPOCHS, BATCH = 30, 32


class Trained(NamedTuple):
    """What came of a training.

    curve: validation accuracy after each epoch. probabilities: of the test digits (examples, 10).
    reloaded: the same from the file that was saved.
    """

    curve: list[float]
    probabilities: Array
    reloaded: Array


def train_ours(out: Path, setting: dict[str, Any]) -> Trained:
    """Trains with the library, writes model.safetensors and reads it again."""
    from problems import DECAY, digits

    import descentlab as dl

    dataset = digits()
    recipe = dl.recipe(
        **setting, normalization="batch_norm", optimizer="adam", schedule=DECAY, batch_size=BATCH, epochs=EPOCHS
    )
    trained = dl.train(dataset, recipe)
    test = dataset.features[dl.data.split(dataset, seed=0).test]
    trained.model.save(out / "model.safetensors")
    loaded = dl.Model.load(out / "model.safetensors")
    curve = [float(record.validation.score) for record in trained.history]
    return Trained(curve, trained.model.outputs(test), loaded.outputs(test))


def train_keras(out: Path, setting: dict[str, Any]) -> Trained:
    """Trains with Keras on TensorFlow, writes model.keras and reads it again. Raises MissingExtraError."""
    from demonstration import tensorflow
    from problems import digits

    from descentlab.data import split

    keras = tensorflow("the model in TensorFlow").keras
    keras.utils.set_random_seed(0)
    dataset = digits()
    parts = split(dataset, seed=0)
    x, x_validation, test = (dataset.features[rows] for rows in parts)
    model = build_keras(keras, x, setting, steps_per_epoch=-(-len(x) // BATCH))
    history = model.fit(
        x,
        dataset.targets[parts.train],
        validation_data=(x_validation, dataset.targets[parts.validation]),
        batch_size=BATCH,
        epochs=EPOCHS,
        verbose=0,
    )
    model.save(out / "model.keras")
    loaded = keras.models.load_model(out / "model.keras")
    return Trained(
        history.history["val_accuracy"], model.predict(test, verbose=0), loaded.predict(test, verbose=0)
    )


def build_keras(keras: Any, x: Array, setting: dict[str, Any], steps_per_epoch: int) -> Any:
    """The compiled model, which normalizes pixels by the mean and deviation of the training part x."""
    normalization_constants = __import__("0-norm_constants").normalization_constants
    (m,), (s,) = normalization_constants(x.reshape(-1, 1))
    layers = [keras.Input((x.shape[1],)), keras.layers.Rescaling(1 / s, offset=-m / s)]
    for width in setting["hidden"]:
        layers += [
            keras.layers.Dense(width, use_bias=False),
            keras.layers.BatchNormalization(momentum=0.9),
            keras.layers.ReLU(),
            keras.layers.Dropout(setting["dropout"]),
        ]
    model = keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
    decay = keras.optimizers.schedules.InverseTimeDecay(
        setting["learning_rate"], decay_steps=5 * steps_per_epoch, decay_rate=1.0, staircase=True
    )
    model.compile(keras.optimizers.Adam(decay), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def demonstrate(out: Path) -> Any:
    """Both models on the digits."""
    from demonstration import BLUE, RED, Shown, earlier, panels, pictures
    from problems import digits

    from descentlab.data import split
    from descentlab.errors import MissingExtraError

    setting = json.loads(earlier(out, "setting.json", "8-hyperparameter_tuning").read_text(encoding="utf-8"))
    print("from exercise 8: " + ", ".join(f"{name} {value}" for name, value in setting.items()))
    dataset = digits()
    rows = split(dataset, seed=0).test
    figure, (left, right) = panels(2, "One network, trained by the library and by Keras on TensorFlow")
    truth = dataset.targets[split(dataset, seed=0).test]
    accuracy, answers = {}, {}
    for name, train, file, colour in (
        ("descentlab", train_ours, "model.safetensors", BLUE),
        ("Keras", train_keras, "model.keras", RED),
    ):
        try:
            trained = train(out, setting)
        except MissingExtraError as error:
            print(error)
            continue
        answers[name] = trained.probabilities.argmax(axis=1)
        accuracy[name] = f"{np.mean(answers[name] == truth):.1%}"
        equal = "equal" if np.array_equal(trained.probabilities, trained.reloaded) else "other"
        print(f"{name}: test accuracy {accuracy[name]}; {out / file} loaded again: {equal} predictions")
        left.plot(
            range(1, EPOCHS + 1), trained.curve, color=colour, label=f"{name}, test accuracy {accuracy[name]}"
        )
    left.set(xlabel="epoch", ylabel="validation accuracy", ylim=(0.9, 1.0))
    left.legend(loc="lower right")
    wrong = np.flatnonzero(answers["descentlab"] != truth)[:15]
    pictures(
        right,
        dataset.features[rows[wrong]].reshape(-1, 8, 8),
        f"test digits that descentlab's model gets wrong ({len(wrong)} shown)",
        5,
        [f"{truth[i]} read as {answers['descentlab'][i]}" for i in wrong],
    )
    return Shown(
        figure,
        f"how validation accuracy rises in each ({', '.join(f'{name} {share}' for name, share in accuracy.items())} on "
        "test data; another seed moves either by about a point), and what descentlab's model gets wrong.",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
