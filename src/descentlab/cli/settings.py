"""A recipe's settings as options of a command: one declaration for all commands, read from text."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Optional

import typer

from descentlab.catalogue import split_list
from descentlab.errors import SettingError

_HELP = {
    "optimizer": "Optimizer, such as adam or 'momentum(momentum=0.95)'.",
    "learning_rate": "Learning rate; left out, compare tunes it for each recipe.",
    "activation": "Activation of the hidden layers.",
    "hidden": "Widths of the hidden layers, such as 64,32; give the option again for another network.",
    "initializer": "Initializer of the kernels.",
    "batch_norm": "Batch normalization after each hidden layer: true or false.",
    "dropout": "Share of the hidden units dropped in training.",
    "l1": "Strength of the L1 penalty.",
    "l2": "Strength of the L2 penalty: l2 * sum(w^2).",
    "weight_decay": "Decoupled weight decay of the kernels.",
    "clip_norm": "Largest global norm of the gradients.",
    "label_smoothing": "Label smoothing of the loss.",
    "loss": "Loss; by default it goes by the task.",
    "schedule": "Learning-rate schedule, such as cosine or 'step(step_size=300)'.",
    "warmup_steps": "Steps of linear warm-up in front of the schedule.",
    "batch_size": "Examples in a mini-batch.",
    "epochs": "Passes over the training part.",
    "patience": "Stop a run after so many epochs without a better validation loss.",
    "minimum_improvement": "How much better the validation loss must be to count.",
    "dtype": "float32 or float64.",
}
_COUNTS = ("batch_size", "epochs")
_WORDS = ("optimizer", "activation", "initializer", "loss", "schedule", "dtype")


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for every setting; it receives those given as ``settings``, text by name."""

    def run(**options: Any) -> None:
        settings = {name: options.pop(name) for name in _HELP}
        command(settings={name: text for name, text in settings.items() if text}, **options)

    own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != "settings"]
    added = [_parameter(name, text) for name, text in _HELP.items()]
    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in [*own, *added]]
    run.__signature__ = inspect.Signature(parameters)  # pyright: ignore[reportFunctionMemberAccess]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def read_settings(given: dict[str, Any], *, lists: bool) -> dict[str, Any]:
    """Settings out of the texts given. lists: whether a setting may hold several values, comma-separated."""
    settings = {
        name: _widths(text) if name == "hidden" else _values(name, text) for name, text in given.items()
    }
    if lists:
        return settings
    for name, values in settings.items():
        if len(values) > 1:
            raise SettingError(f"--{_flag(name)}: train takes one value; compare takes several")
    return {name: values[0] for name, values in settings.items()}


def _parameter(name: str, text: str) -> inspect.Parameter:
    kind = Optional[list[str]] if name == "hidden" else Optional[str]  # noqa: UP045 (read at run time)
    metavar = "WIDTHS" if name == "hidden" else "NAME" if name in _WORDS else "VALUE"
    option = typer.Option(f"--{_flag(name)}", help=text, metavar=metavar, rich_help_panel="Recipe")
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option]
    )


def _widths(texts: list[str]) -> list[Any]:
    return [tuple(_number("hidden", part, whole=True) for part in split_list(text)) for text in texts]


def _values(name: str, text: str) -> list[Any]:
    parts = split_list(text)
    if not parts:
        raise SettingError(f"--{_flag(name)} is empty: give at least one value")
    if name in _WORDS:
        return parts
    if name == "batch_norm":
        return [_truth(part) for part in parts]
    return [_number(name, part, whole=name in _COUNTS) for part in parts]


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise SettingError(f"--batch-norm: '{text}' is neither true nor false")
    return text.lower() == "true"


def _number(name: str, text: str, *, whole: bool) -> float | int | None:
    if text.lower() == "none":
        return None
    try:
        return int(text) if whole else float(text)
    except ValueError:
        kind = "a whole number" if whole else "a number"
        raise SettingError(f"--{_flag(name)}: '{text}' is not {kind}") from None


def _flag(name: str) -> str:
    return name.replace("_", "-")
