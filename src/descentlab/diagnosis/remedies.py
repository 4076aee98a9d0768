"""What to try against bias, variance and trouble in training, the most promising first, as settings to compare.

Each remedy is a question for the next experiment: it names the values of a setting to put beside the present one, so
that whether it helps is shown and not believed. The order is the customary one: first make sure that training works,
then that the training part is fit, then that what is fit carries over.

Sources: He et al. (2015), arXiv:1502.01852 (initial weights for ReLU); Ioffe & Szegedy (2015), arXiv:1502.03167 (batch
normalization); Srivastava et al. (2014), Dropout, JMLR 15; Prechelt (1998), Early Stopping - But When?
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from descentlab.diagnosis.bias_variance import Judgement
from descentlab.diagnosis.learning_curve import Growth

_OFF: dict[str, Any] = {
    "dropout": 0.0,
    "drop_connect": 0.0,
    "l1": 0.0,
    "l2": 0.0,
    "weight_decay": 0.0,
    "augmentation": None,
    "regularizer": None,
}
"""Settings that keep a network from fitting, and their value when off."""


class Remedy(NamedTuple):
    """What to try. said: what and why. settings: values to compare, the present one first. budget: other options.

    Both empty where it is nothing that can be set.
    """

    said: str
    settings: dict[str, list[Any]]
    budget: dict[str, int]


def remedies(
    found: Judgement, settings: Mapping[str, Any], *, image: bool = False, growth: Growth | None = None
) -> list[Remedy]:
    """What to try, in order; nothing where nothing is wrong.

    settings: the recipe's, the learning rate that was chosen included. image: whether examples are images.
    growth: what more examples bring, where that is known.
    """
    troubles = {one.kind for one in found.troubles}
    bias = found.problem in ("avoidable bias", "avoidable bias and variance", "training")
    variance = found.problem in ("variance", "avoidable bias and variance")
    result = [*_training(troubles, settings, fits=not bias)]
    if bias:
        result += _against_bias(settings, "falling" in troubles)
    if variance:
        result += _against_variance(settings, image, growth, "turned" in troubles)
    if any(part.name == "overfitting to validation" and part.shown for part in found.parts):
        result.append(
            Remedy(
                "More seeds to choose rates by: what is chosen by chance on the validation part is chosen less often. "
                "A new test part from where the network will be used tells whether the two parts are alike.",
                {},
                {"selection_seeds": 15},
            )
        )
    return result


def _training(troubles: set[str], settings: Mapping[str, Any], *, fits: bool) -> Iterator[Remedy]:
    rate = settings.get("learning_rate")
    if "edge" in troubles and rate:
        yield Remedy(
            "Rates on both sides: the best of the grid lies at its end.",
            {"learning_rate": [rate, *(float(f"{rate * times:.3g}") for times in (0.1, 0.3, 3, 10))]},
            {},
        )
    if "diverged" in troubles:
        yield Remedy(
            "Clipped gradients and a warm-up: a run that diverges mostly does so in its first steps.",
            {
                "clip_norm": [settings.get("clip_norm"), 1.0],
                "warmup_epochs": _with(settings.get("warmup_epochs", 0), [2]),
            },
            {},
        )
    if "falling" in troubles and not fits:
        epochs = int(settings.get("epochs", 30))
        yield Remedy(
            "More epochs: the training loss still falls.", {"epochs": [epochs, 2 * epochs, 4 * epochs]}, {}
        )


def _against_bias(settings: Mapping[str, Any], falling: bool) -> Iterator[Remedy]:
    if settings.get("layers") is None:
        hidden = tuple(settings.get("hidden", (64,)))
        wider, deeper = tuple(4 * width for width in hidden), (*hidden, hidden[-1])
        yield Remedy(
            "A larger network, wider or deeper: it can fit more.", {"hidden": [hidden, wider, deeper]}, {}
        )
    if linear := settings.get("activation") == "identity":
        yield Remedy(
            "An activation: without one the whole network is a linear function.",
            {"activation": ["identity", "relu"]},
            {},
        )
    on = [name for name, off in _OFF.items() if settings.get(name) not in (off, None, 0)]
    for name in on:
        yield Remedy(
            f"Less {name.replace('_', ' ')}: it keeps the network from fitting the training part.",
            {name: [settings[name], *_less(name, settings[name])]},
            {},
        )
    optimizer = str(settings.get("optimizer", "adam"))
    others = [name for name in ("adam", "momentum", "nadam") if not optimizer.startswith(name)]
    yield Remedy("Another optimizer, each at its own rate.", {"optimizer": [optimizer, *others[:2]]}, {})
    if (
        not linear
        and str(settings.get("activation", "relu")) == "relu"
        and settings.get("initializer") != "he_normal"
    ):
        yield Remedy(
            "Initial weights made for ReLU (He), and normalization between layers: both help deep networks to train.",
            {"initializer": [settings.get("initializer", "glorot_uniform"), "he_normal"]}
            | ({"normalization": [None, "batch_norm"]} if _free(settings) else {}),
            {},
        )
    if not falling:
        epochs = int(settings.get("epochs", 30))
        yield Remedy("More epochs.", {"epochs": [epochs, 3 * epochs]}, {})


def _against_variance(
    settings: Mapping[str, Any], image: bool, growth: Growth | None, turned: bool
) -> Iterator[Remedy]:
    if growth is None or growth.worth != "no":
        known = growth is not None and growth.worth == "yes"
        why = "the learning curve says that they help" if known else "as a rule the surest remedy"
        yield Remedy(f"More training examples: {why}.", {}, {})
    if turned and settings.get("patience") is None:
        yield Remedy(
            "Early stopping: it keeps the weights from where the validation loss is lowest.",
            {"patience": [None, 5.0, 10.0]},
            {},
        )
    augmentation = settings.get("augmentation")
    more = ["shift", "shift + rotate"] if image else ["noise"]
    if augmentation is None:
        what = "moved and turned pictures" if image else "examples with a little noise"
        yield Remedy(
            f"Augmentation: {what} stand in for examples that are not there.",
            {"augmentation": [None, *more]},
            {},
        )
    if _free(settings):
        yield Remedy(
            "Dropout: no unit may rely on single others.",
            {"dropout": _with(settings.get("dropout", 0.0), [0.2, 0.5])},
            {},
        )
    yield Remedy(
        "An L2 penalty: large weights cost (L1 makes weights zero instead, and more often costs accuracy).",
        {"l2": _with(settings.get("l2", 0.0), [1e-4, 1e-3, 1e-2])},
        {},
    )
    if settings.get("layers") is None:
        hidden = tuple(settings.get("hidden", (64,)))
        smaller = tuple(max(4, width // 4) for width in hidden)
        if smaller != hidden:
            yield Remedy(
                "A smaller network, last: it trades variance for bias.", {"hidden": [hidden, smaller]}, {}
            )


def _free(settings: Mapping[str, Any]) -> bool:
    """Whether dropout and normalization are settings of their own."""
    return settings.get("layers") is None


def _less(name: str, value: Any) -> Sequence[Any]:
    off = _OFF[name]
    return [float(f"{value / 10:.3g}"), off] if isinstance(value, float) else [off]


def _with(present: Any, others: Sequence[Any]) -> list[Any]:
    """The present value, then the others that are not it."""
    return [present, *(one for one in others if one != present)]
