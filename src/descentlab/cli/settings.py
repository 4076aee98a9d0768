"""A recipe's settings as options of a command: one declaration for all commands, read from text."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Optional

import typer

from descentlab import notation
from descentlab.errors import SettingError

_HELP = {
    "optimizer": "Optimizer, such as adam, 'momentum(momentum=0.95)', mine.py:MyOptimizer, or all.",
    "learning_rate": "Learning rate; left out, compare tunes it for each recipe.",
    "activation": "Activation of the hidden layers.",
    "hidden": "Widths of the hidden layers, such as 64,32; give the option again for another network.",
    "layers": "Instead: lenet, residual_mlp, or layers such as 'dense(units=64), relu'; again for another.",
    "initializer": "Initializer of the kernels.",
    "normalization": "batch_norm, layer_norm, rms_norm, 'group_norm(groups=4)' or weight_norm.",
    "dropout": "Share of the hidden units dropped in training; or 'alpha_dropout(rate=0.1)' and the like.",
    "drop_connect": "Share of the hidden layers' weights dropped in training.",
    "l1": "Strength of the L1 penalty.",
    "l2": "Strength of the L2 penalty: l2 * sum(w^2).",
    "weight_decay": "Decoupled weight decay of the kernels.",
    "clip_norm": "Largest global norm of the gradients.",
    "regularizer": "Others, joined by +, such as 'max_norm(limit=3) + ema' or sharpness_aware.",
    "augmentation": "Changes of the training examples, joined by +, such as 'shift + rotate'.",
    "label_smoothing": "Label smoothing of the loss.",
    "class_weights": "balanced, or a weight for each class, such as 1,2,5.",
    "loss": "Loss; by default it goes by the task.",
    "schedule": "Learning-rate schedule, such as cosine or 'step(interval_epochs=10)'.",
    "warmup_steps": "Steps of linear warm-up in front of the schedule.",
    "warmup_epochs": "The same in epochs.",
    "scaling": "How features are prepared: standard, min_max, robust or none.",
    "batch_size": "Examples in a mini-batch.",
    "epochs": "Passes over the training part.",
    "patience": "Stop a run after so many epochs without a better validation loss.",
    "minimum_improvement": "How much better the validation loss must be to count.",
    "dtype": "float32 or float64.",
}
_COUNTS = ("batch_size", "epochs")
_WORDS = (
    "optimizer",
    "activation",
    "initializer",
    "normalization",
    "regularizer",
    "augmentation",
    "loss",
    "schedule",
    "scaling",
    "dtype",
)
_REPEATED = ("hidden", "layers", "class_weights")
"""Options whose value may hold commas; another value is given by giving the option again."""


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for every setting; it receives those given as ``settings``, text by name."""

    def run(**options: Any) -> None:
        settings = {name: options.pop(name) for name in _HELP}
        command(
            settings={name: text for name, text in settings.items() if text not in (None, [], ())}, **options
        )

    own_options = [
        p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != "settings"
    ]
    added = [_parameter(name, text) for name, text in _HELP.items()]
    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in [*own_options, *added]]
    run.__signature__ = inspect.Signature(parameters)  # pyright: ignore[reportFunctionMemberAccess]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def read_settings(given: dict[str, Any], *, lists: bool) -> dict[str, Any]:
    """Settings out of the texts given. lists: whether a setting may hold several values, comma-separated."""
    settings = {name: _values(name, text) for name, text in given.items()}
    if lists:
        return settings
    for name, values in settings.items():
        if len(values) > 1:
            raise SettingError(f"--{_flag(name)} takes one value here; compare takes several")
    return {name: values[0] for name, values in settings.items()}


def _parameter(name: str, text: str) -> inspect.Parameter:
    kind = Optional[list[str]] if name in _REPEATED else Optional[str]  # noqa: UP045 (read at run time)
    metavar = "WIDTHS" if name == "hidden" else "NAME" if name in _WORDS else "VALUE"
    option = typer.Option(f"--{_flag(name)}", help=text, metavar=metavar, rich_help_panel="Recipe")
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option]
    )


def _values(name: str, text: Any) -> list[Any]:
    if name == "layers":
        return list(text)
    if name in _REPEATED:
        return [_several(name, one) for one in text]
    parts = notation.split_list(text)
    if not parts:
        raise SettingError(f"--{_flag(name)} is empty: give at least one value")
    if name in _WORDS:
        return parts
    if name == "dropout":
        return [_number(name, part) if _is_number(part) else part for part in parts]
    return [_number(name, part, whole=name in _COUNTS) for part in parts]


def _several(name: str, text: str) -> Any:
    if name == "class_weights" and text.strip() in ("balanced", "none"):
        return None if text.strip() == "none" else "balanced"
    return tuple(_number(name, part, whole=name == "hidden") for part in notation.split_list(text))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _number(name: str, text: str, *, whole: bool = False) -> float | int | None:
    if text.lower() == "none":
        return None
    try:
        return int(text) if whole else float(text)
    except ValueError:
        kind = "a whole number" if whole else "a number"
        raise SettingError(f"--{_flag(name)}: '{text}' is not {kind}") from None


def _flag(name: str) -> str:
    return name.replace("_", "-")
