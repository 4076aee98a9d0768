"""A recipe: all that determines a training run except data and seed, as settings that were checked."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from descentlab import catalogue, notation, own, user_code
from descentlab.contracts import Range
from descentlab.data.preparation import SCALINGS
from descentlab.errors import SettingError, one_of
from descentlab.experiments.networks import NETWORKS

TECHNIQUES = {
    "activation": "activations",
    "initializer": "initializers",
    "normalization": "layers",
    "optimizer": "optimizers",
    "schedule": "schedules",
    "loss": "losses",
    "regularizer": "regularizers",
    "augmentation": "augmentations",
}
"""Settings that name techniques, with their families."""
_LAYERS = ("layers", "dropout")
"""Settings that may name layers, beside those that always name techniques."""
SEVERAL = ("regularizer", "augmentation")
"""Settings that name several techniques, joined by +."""
_NUMBERS = {
    "dropout": Range(lawful=(0, 1)),
    "drop_connect": Range(lawful=(0, 1), closed="left"),
    "label_smoothing": Range(lawful=(0, 1), closed="left"),
    "learning_rate": Range(lawful=(0, None)),
    "warmup_steps": Range(lawful=(0, None)),
    "warmup_epochs": Range(lawful=(0, None)),
    "l1": Range(lawful=(0, None)),
    "l2": Range(lawful=(0, None)),
    "weight_decay": Range(lawful=(0, None)),
    "clip_norm": Range(lawful=(0, None), closed="neither"),
    "patience": Range(lawful=(1, None)),
    "minimum_improvement": Range(lawful=(0, None)),
}
_MAY_BE_NONE = ("learning_rate", "clip_norm", "patience")
_COUNTS = ("batch_size", "epochs")
_DTYPES = ("float32", "float64")
_NORMALIZATIONS = ("batch_norm", "group_norm", "layer_norm", "rms_norm", "weight_norm")
_NOISES = ("alpha_dropout", "dropout", "gaussian_dropout", "gaussian_noise")
DERIVED = {
    "schedule": {"decay_steps": 1, "total_steps": 1},
    "regularizer": {"start_steps": 1, "every_steps": 1},
    "normalization": {"units": 1},
}
"""Fields that follow from the other settings or the data, where a setting leaves them out."""
_WEIGHT = Range(lawful=(0, None))


@dataclass(frozen=True)
class Recipe:
    """Settings as they were given; the constructor takes what ``settings`` returns and checks all of it.

    Techniques are settings as in the catalogue ("adam", "momentum(momentum=0.99)"). ``learning_rate`` None
    means: to be tuned, or the optimizer's own where nothing is tuned. ``loss`` None goes by the task. ``layers``
    takes the place of ``hidden``: a network's name, or layers one after the other. Raises SettingError, naming
    the setting and what is lawful.
    """

    hidden: tuple[int, ...] = (64,)
    layers: str | None = None
    activation: Any = "relu"
    initializer: Any = "glorot_uniform"
    normalization: Any = None
    dropout: Any = 0.0
    drop_connect: float = 0.0
    loss: Any = None
    label_smoothing: float = 0.0
    class_weights: Any = None
    optimizer: Any = "adam"
    learning_rate: float | None = None
    schedule: Any = "constant"
    warmup_steps: float = 0
    warmup_epochs: float = 0
    l1: float = 0.0
    l2: float = 0.0
    weight_decay: float = 0.0
    clip_norm: float | None = None
    regularizer: Any = None
    augmentation: Any = None
    scaling: str = "standard"
    batch_size: int = 32
    epochs: int = 30
    patience: float | None = None
    minimum_improvement: float = 0.0
    dtype: str = "float32"

    def __post_init__(self) -> None:
        """Checks every setting and brings techniques into their one short form."""
        for name, family in TECHNIQUES.items():
            if (spec := getattr(self, name)) is not None:
                self._set(name, _short(name, family, spec))
        self._check_numbers()
        self._check_rate()
        self._check_network()
        for name in _COUNTS:
            catalogue.count(name, getattr(self, name))
        for name, known in {"dtype": _DTYPES, "scaling": tuple(SCALINGS)}.items():
            if getattr(self, name) not in known:
                raise SettingError(one_of(name, str(getattr(self, name)), known))

    @property
    def tunes_learning_rate(self) -> bool:
        """Whether the learning rate was left open."""
        return self.learning_rate is None

    @property
    def default_learning_rate(self) -> float:
        """The rate that the optimizer's file gives."""
        return float(catalogue.build("optimizers", self.optimizer).learning_rate)

    def with_learning_rate(self, rate: float) -> "Recipe":
        """The same recipe at this rate."""
        return replace(self, learning_rate=rate)

    def settings(self) -> dict[str, Any]:
        """All settings as plain data, for files."""
        lists = {"hidden": list(self.hidden)}
        if isinstance(self.class_weights, tuple):
            lists["class_weights"] = list(self.class_weights)  # pyright: ignore[reportUnknownArgumentType]
        return asdict(self) | lists

    def code(self, settings: Iterable[str] = (*TECHNIQUES, *_LAYERS)) -> dict[str, str]:
        """Fingerprints of the code from outside this package that these settings name."""
        named = [word for name in settings for word in _words(getattr(self, name))]
        digests = {word: own.fingerprint(word) for word in named}
        return {word: digest for word, digest in digests.items() if digest is not None}

    def _check_numbers(self) -> None:
        for name, lawful in _NUMBERS.items():
            value: Any = getattr(self, name)
            if value is None and name in _MAY_BE_NONE:
                continue
            if name == "dropout" and isinstance(value, str) and value.strip().lower() == "none":
                value = 0.0
            if name == "dropout" and (isinstance(value, str) or hasattr(value, "RANGES")):
                self._set(name, _short(name, "layers", value))
            else:
                self._set(name, catalogue.check(name, value, lawful))  # as a float: 5 and 5.0 are one recipe
        if self.warmup_steps and self.warmup_epochs:
            raise SettingError("warmup_steps and warmup_epochs are both given: give one")
        weights: Any = self.class_weights
        if weights is not None and weights != "balanced":
            if not isinstance(weights, list | tuple):
                raise SettingError(
                    f"class_weights is {weights!r}; it must be balanced, or a number for each class"
                )
            given: Iterable[Any] = weights
            checked = tuple(catalogue.check("class_weights", one, _WEIGHT) for one in given)
            if not any(checked):
                raise SettingError("class_weights are all zero: no example would count")
            self._set("class_weights", checked)

    def _check_rate(self) -> None:
        rate = catalogue.read("optimizers", self.optimizer)[1].get("learning_rate")
        if rate is not None and self.learning_rate not in (None, rate):
            raise SettingError(
                f"optimizer '{self.optimizer}' and learning_rate {self.learning_rate:g} disagree"
            )
        if rate is not None:
            self._set("learning_rate", float(rate))

    def _check_network(self) -> None:
        widths = self.hidden if isinstance(self.hidden, tuple | list) else (self.hidden,)
        self._set("hidden", tuple(catalogue.count("hidden", width) for width in widths))
        if self.layers is None:
            return
        clashing = [name for name in ("normalization", "dropout", "drop_connect") if getattr(self, name)]
        if self.hidden != Recipe.hidden:
            clashing.append("hidden")
        if clashing:
            raise SettingError(f"layers and {clashing[0]} exclude one another: say it all in layers")
        if not isinstance(self.layers, str):
            raise SettingError(f"layers is {self.layers!r}; it must be text, such as 'dense(units=64), relu'")
        if self.layers in NETWORKS:
            return
        texts = notation.split_list(self.layers)
        if not texts:
            raise SettingError("layers is empty: name at least one layer")
        for text in texts:
            catalogue.build("layers", with_activation(text, self.activation))
        if self.activation != Recipe.activation and with_activation(self.layers, "") == self.layers:
            raise SettingError(f"layers has no place for {self.activation}: write activation where it is to go")
        self._set("layers", ", ".join(texts))

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)  # frozen: only while it is being made


SETTINGS = tuple(field.name for field in fields(Recipe))
"""The names of a recipe's settings."""


def recipe(**settings: Any) -> Recipe:
    """A recipe from settings by name; a user's own techniques among them are run.

    Raises SettingError for an unknown name, suggesting the nearest.
    """
    admit(settings.get(name) for name in (*TECHNIQUES, *_LAYERS))
    for name in settings:
        if name not in SETTINGS:
            raise SettingError(one_of("setting", name, SETTINGS))
    return Recipe(**settings)


def admit(specs: Iterable[Any]) -> None:
    """Allows the code from outside this package that settings name. Raises SettingError where it fails."""
    for spec in specs:
        for word in _words(spec):
            if user_code.is_reference(word):
                own.admit(word)


def parts(spec: Any) -> list[Any]:
    """The techniques that a setting names: several are joined by +."""
    return notation.split_list(spec, "+") if isinstance(spec, str) else [spec]


def with_activation(layers: str, activation: str) -> str:
    """The text of layers with the recipe's own activation in the places that are left to it."""
    return re.sub(r"\bactivation\b(?!\()", lambda _: activation, layers)


def _words(spec: Any) -> list[str]:
    return notation.words(spec) if isinstance(spec, str) else []


def _short(name: str, family: str, spec: Any) -> str | None:
    """The one short form of a setting that names techniques."""
    if isinstance(spec, str) and spec.strip().lower() == "none" and getattr(Recipe, name) is None:
        return None
    derived = DERIVED.get(name, {})
    if name in SEVERAL:
        several: Any = spec if isinstance(spec, list) else parts(spec)
        return " + ".join(catalogue.short(family, one, **derived) for one in several) or None
    allowed = {"normalization": _NORMALIZATIONS, "dropout": _NOISES}.get(name)
    technique = catalogue.read(family, spec)[0]
    if allowed is not None and technique in catalogue.ours(family) and technique not in allowed:
        raise SettingError(one_of(name, technique, allowed))
    return catalogue.short(family, spec, **derived)
