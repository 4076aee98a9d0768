"""A trained model as a file: weights, the recipe they belong to, and how to prepare new data. Data only."""

from math import prod
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import numpy as np

from descentlab import own
from descentlab.arrays import Arrays
from descentlab.errors import DataError, ExperimentError, InputError, one_of
from descentlab.experiments.methods import Problem, network
from descentlab.experiments.recipe import SETTINGS, Recipe
from descentlab.experiments.tensors import read_with_metadata, write_tensors
from descentlab.training.feed import prepare
from descentlab.training.network import Network, declare, infer

_KIND = "descentlab-model-1"
_OF_NETWORK = (
    "hidden",
    "layers",
    "activation",
    "normalization",
    "dropout",
    "drop_connect",
    "loss",
    "label_smoothing",
    "dtype",
)
"""The settings that predictions depend on: the others tell how the model was trained."""
_LONGEST = 100_000
"""Letters of settings: a network of millions of layers would be built for long."""

_Names = Annotated[list[str], msgspec.Meta(min_length=1)]
_Size = Annotated[int, msgspec.Meta(ge=1)]


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands beside the weights.

    classes: labels by class number, None in regression. image: (height, width, channels) where examples are images.
    code: fingerprints of the user's own layers and activations, without which the network is another.
    """

    settings: dict[str, Any]
    task: Literal["classification", "regression"]
    feature_names: _Names
    target_names: _Names
    classes: Annotated[list[str], msgspec.Meta(min_length=2)] | None
    image: Annotated[list[_Size], msgspec.Meta(min_length=3, max_length=3)] | None
    data: str
    code: dict[str, str] = {}


class Model:
    """A network with its weights, from raw features to predictions, in NumPy.

    preparation: shift, scale (features,), target_shift, target_scale (targets,) in float64.
    """

    def __init__(self, card: Card, params: Arrays, layers: Arrays, preparation: Arrays) -> None:
        self.card = card
        self.params = params
        self.layers = layers
        self.preparation = preparation
        self._dtype = card.settings["dtype"]
        of_network = Recipe(**{name: card.settings[name] for name in _OF_NETWORK})
        outputs = len(card.classes or card.target_names)
        image = None if card.image is None else tuple(card.image)
        self.network: Network = network(of_network, Problem(card.task, outputs, (self.features,), image))

    @property
    def recipe(self) -> Recipe:
        """How the model was trained. Raises SettingError where that names code that was not allowed."""
        return Recipe(**self.card.settings)

    @property
    def features(self) -> int:
        """How many columns an example has."""
        return len(self.card.feature_names)

    def outputs(self, features: Any) -> Any:
        """Probabilities (examples, classes), or values (examples, targets). features: (examples, features), raw.

        Raises DataError for another number of columns, for cells that are not finite, and for those so far from the
        training data that what comes out is not finite.
        """
        raw = np.asarray(features, dtype=np.float64)
        if raw.ndim != 2 or raw.shape[1] != self.features:
            raise DataError(f"the model takes {self.features} features, and the data have shape {raw.shape}")
        if not np.isfinite(raw).all():
            row, column = np.argwhere(~np.isfinite(raw))[0]
            raise DataError(f"row {row + 1}, column '{self.card.feature_names[column]}' is not a finite number")
        with np.errstate(all="ignore"):  # what overflows is found below
            ready = prepare(raw, self.preparation["shift"], self.preparation["scale"]).astype(self._dtype)
            found = self.network.loss.predict(infer(self.network, self.params, self.layers, ready))
            if self.card.classes is None:
                found = found * self.preparation["target_scale"] + self.preparation["target_shift"]
        if not np.isfinite(found).all():
            row = np.argwhere(~np.isfinite(found))[0][0]
            raise DataError(
                f"row {row + 1}: no finite prediction; its values are too far from the training data"
            )
        return found

    def predict(self, features: Any) -> Any:
        """Labels as text (examples,), or values (examples, targets)."""
        found = self.outputs(features)
        if self.card.classes is None:
            return found
        return np.asarray(self.card.classes)[np.argmax(found, axis=1)]

    def save(self, file: str | Path) -> None:
        """Writes one safetensors file."""
        arrays = {f"parameter/{name}": array for name, array in self.params.items()}
        arrays |= {f"state/{name}": array for name, array in self.layers.items()}
        arrays |= {f"preparation/{name}": array for name, array in self.preparation.items()}
        card = msgspec.json.encode(self.card).decode()
        write_tensors(Path(file), arrays, {"kind": _KIND, "card": card})

    @classmethod
    def load(cls, file: str | Path) -> "Model":
        """Reads what ``save`` wrote. Raises ExperimentError for any other file; nothing in it is executed."""
        arrays, texts = read_with_metadata(Path(file))
        if texts.get("kind") != _KIND:
            raise ExperimentError(f"{file}: not a descentlab model")
        parts: dict[str, Arrays] = {"parameter": {}, "state": {}, "preparation": {}}
        try:
            card = _card(texts["card"])
            for name, array in arrays.items():
                part, _, key = name.partition("/")
                parts[part][key] = array
            model = cls(card, *parts.values())
        except KeyError as error:
            raise ExperimentError(f"{file}: not a usable model ({error} is missing)") from error
        except (msgspec.MsgspecError, TypeError, InputError, RecursionError) as error:
            raise ExperimentError(f"{file}: not a usable model ({error})") from error
        model._check(str(file))
        for name, digest in card.code.items():
            if own.fingerprint(name) not in (None, digest):
                raise ExperimentError(f"{file}: {name} has changed since this model was trained")
        return model

    def _check(self, file: str) -> None:
        """Raises ExperimentError unless every array is there, of its shape and dtype, finite, and scales positive."""
        declared = declare(self.network, (self.features,))
        targets = (1,) if self.card.classes is not None else (len(self.card.target_names),)
        wanted = {name: weights.shape for name, weights in declared.parameters.items()}
        wanted |= {name: weights.shape for name, weights in declared.state.items()}
        wanted |= {"shift": (self.features,), "scale": (self.features,)}
        wanted |= {"target_shift": targets, "target_scale": targets}
        found = self.params | self.layers | self.preparation
        for name in sorted(wanted.keys() | found.keys()):
            if name not in found or name not in wanted:
                raise ExperimentError(f"{file}: array '{name}' is {'missing' if name in wanted else 'unknown'}")
            if found[name].shape != wanted[name]:
                raise ExperimentError(
                    f"{file}: array '{name}' has shape {found[name].shape}, not {wanted[name]}"
                )
            if found[name].dtype != self._dtype and (
                name not in self.preparation or found[name].dtype.kind != "f"
            ):
                raise ExperimentError(
                    f"{file}: array '{name}' is of dtype {found[name].dtype}, not {self._dtype}"
                )
            if not np.isfinite(found[name]).all():
                raise ExperimentError(f"{file}: array '{name}' holds numbers that are not finite")
        for name in ("scale", "target_scale"):
            if not (found[name] >= np.finfo(found[name].dtype).smallest_normal).all():
                raise ExperimentError(f"{file}: array '{name}' holds numbers that are not positive")


def _card(text: str) -> Card:
    """The card in its text. Raises MsgspecError, RecursionError and InputError for one that no model has."""
    card = msgspec.json.decode(text, type=Card)
    if len(msgspec.json.encode(card.settings)) > _LONGEST:
        raise InputError(f"settings of more than {_LONGEST:,} letters")
    for name in card.settings:
        if name not in SETTINGS:
            raise InputError(one_of("setting", name, SETTINGS))
    if (card.classes is None) != (card.task == "regression"):
        raise InputError(f"{card.task} {'without' if card.classes is None else 'with'} classes")
    if card.image is not None and prod(card.image) != len(card.feature_names):
        raise InputError(f"images of {prod(card.image)} pixels, and {len(card.feature_names)} features")
    return card
