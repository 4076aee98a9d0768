"""A recipe: all that determines a training run except data and seed.

layers      for each width in ``hidden``: dense, batch normalization, activation, dropout; then dense to the
            outputs. Batch normalization and dropout are there where the recipe asks for them.
techniques  what is zero or None is left out of the program, not computed with zero.
"""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from descentlab import catalogue
from descentlab.contracts import Loss, Range
from descentlab.errors import SettingError, one_of
from descentlab.training.network import Network
from descentlab.training.update import Method

_TECHNIQUES = {
    "activation": "activations",
    "initializer": "initializers",
    "optimizer": "optimizers",
    "schedule": "schedules",
    "loss": "losses",
}
_NUMBERS = {
    "dropout": Range(lawful=(0, 1)),
    "label_smoothing": Range(lawful=(0, 1), closed="left"),
    "learning_rate": Range(lawful=(0, None)),
    "warmup_steps": Range(lawful=(0, None)),
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


@dataclass(frozen=True)
class Recipe:
    """Settings as they were given; the constructor takes what ``settings`` returns and checks all of it.

    Techniques are settings as in the catalogue ("adam", "momentum(momentum=0.99)"). ``learning_rate`` None
    means: to be tuned, or the optimizer's own where nothing is tuned. ``loss`` None goes by the task.
    Raises SettingError, naming the setting and what is lawful.
    """

    hidden: tuple[int, ...] = (64,)
    activation: Any = "relu"
    initializer: Any = "glorot_uniform"
    batch_norm: bool = False
    dropout: float = 0.0
    loss: Any = None
    label_smoothing: float = 0.0
    optimizer: Any = "adam"
    learning_rate: float | None = None
    schedule: Any = "constant"
    warmup_steps: float = 0
    l1: float = 0.0
    l2: float = 0.0
    weight_decay: float = 0.0
    clip_norm: float | None = None
    batch_size: int = 32
    epochs: int = 30
    patience: float | None = None
    minimum_improvement: float = 0.0
    dtype: str = "float32"

    def __post_init__(self) -> None:
        """Checks every setting and brings techniques into their one short form."""
        for name, family in _TECHNIQUES.items():
            if (spec := getattr(self, name)) is not None:
                self._set(name, catalogue.short(family, spec))
        for name, lawful in _NUMBERS.items():
            value: Any = getattr(self, name)
            if value is None and name in _MAY_BE_NONE:
                continue
            self._set(name, catalogue.check(name, value, lawful))  # as a float: 5 and 5.0 are one recipe
        rate = catalogue.read("optimizers", self.optimizer)[1].get("learning_rate")
        if rate is not None and self.learning_rate not in (None, rate):
            raise SettingError(
                f"optimizer '{self.optimizer}' and learning_rate {self.learning_rate:g} disagree"
            )
        if rate is not None:
            self._set("learning_rate", float(rate))
        for name in _COUNTS:
            _count(name, getattr(self, name))
        widths = self.hidden if isinstance(self.hidden, tuple | list) else (self.hidden,)
        self._set("hidden", tuple(_count("hidden", width) for width in widths))
        if not isinstance(self.batch_norm, bool):
            raise SettingError(f"batch_norm is {self.batch_norm!r}; it must be true or false")
        if self.dtype not in _DTYPES:
            raise SettingError(one_of("dtype", str(self.dtype), _DTYPES))

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
        return asdict(self) | {"hidden": list(self.hidden)}

    def method(self, task: str, classes: int, steps: int) -> Method:
        """The techniques that the recipe names, ready to train.

        task: "classification" or "regression". classes: how many (targets in regression). steps: of the whole
        training, over which a schedule decays unless it says otherwise.
        """
        loss = self._loss(task, classes)
        rate = {} if self.learning_rate is None else {"learning_rate": self.learning_rate}
        optimizer = catalogue.build("optimizers", self.optimizer)
        schedule = catalogue.build("schedules", self.schedule, decay_steps=max(1, steps - self.warmup_steps))
        if self.warmup_steps:
            schedule = catalogue.build(
                "schedules", {"name": "warmup", "warmup_steps": self.warmup_steps, "then": schedule}
            )
        return Method(
            network=Network(self._layers(loss.outputs(classes)), loss),
            initializer=catalogue.build("initializers", self.initializer),
            optimizer=optimizer._replace(**rate),
            schedule=schedule,
            penalties=self._regularizers(l1=("l1", "strength"), l2=("l2", "strength")),
            gradient_rules=self._regularizers(clip_norm=("clip_global_norm", "max_norm")),
            weight_rules=self._regularizers(weight_decay=("weight_decay", "strength")),
            stopping=None
            if self.patience is None
            else catalogue.build(
                "stopping",
                "patience",
                patience=self.patience,
                minimum_improvement=self.minimum_improvement,
            ),
        )

    def _loss(self, task: str, classes: int) -> Loss:
        spec = self.loss
        if spec is None:
            few = "binary_cross_entropy" if classes == 2 else "softmax_cross_entropy"
            spec = few if task == "classification" else "mean_squared_error"
        loss = catalogue.build("losses", spec, label_smoothing=self.label_smoothing)
        if task != loss.TASK:
            raise SettingError(f"loss '{spec}' is for {loss.TASK}, and the task is {task}")
        if self.label_smoothing and "label_smoothing" not in loss._fields:
            raise SettingError(f"label_smoothing does not go with loss '{spec}'")
        try:
            loss.outputs(classes)
        except ValueError as error:
            raise SettingError(f"loss '{spec}': {error}") from error
        return loss

    def _layers(self, outputs: int) -> tuple[Any, ...]:
        activation = catalogue.build("activations", self.activation)
        layers: list[Any] = []
        for width in self.hidden:
            layers.append(_layer("dense", units=width, use_bias=not self.batch_norm))
            layers += [_layer("batch_norm")] if self.batch_norm else []
            layers.append(_layer("activation", function=activation))
            layers += [_layer("dropout", rate=self.dropout)] if self.dropout else []
        return (*layers, _layer("dense", units=outputs))

    def _regularizers(self, **wanted: tuple[str, str]) -> tuple[Any, ...]:
        return tuple(
            catalogue.build("regularizers", name, **{field: getattr(self, setting)})
            for setting, (name, field) in wanted.items()
            if getattr(self, setting)
        )

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)  # frozen: only while it is being made


SETTINGS = tuple(field.name for field in fields(Recipe))
"""The names of a recipe's settings."""


def recipe(**settings: Any) -> Recipe:
    """A recipe from settings by name. Raises SettingError for an unknown name, suggesting the nearest."""
    for name in settings:
        if name not in SETTINGS:
            raise SettingError(one_of("setting", name, SETTINGS))
    return Recipe(**settings)


def _layer(name: str, **given: Any) -> Any:
    return catalogue.build("layers", {"name": name, **given})


def _count(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise SettingError(f"{name} is {value!r}; it must be a whole number of at least 1")
    return value
