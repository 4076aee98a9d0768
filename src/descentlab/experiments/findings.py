"""What others found where they tested the same thing, held against a result.

The finding kept here comes from a report on optimizers and activations: ReLU with Adam or RMSProp reached the
highest accuracy, and sigmoid with momentum a lower one. It did not tune learning rates.
"""

from descentlab.experiments.ranking import Compared
from descentlab.experiments.result import RecipeResult, Result

_BEST = {("adam", "relu"), ("rmsprop", "relu")}
_WORST = ("momentum", "sigmoid")


def remarks(result: Result) -> list[str]:
    """Sentences on whether a result agrees; none where it did not test the same thing."""
    found = {(one.recipe.optimizer, one.recipe.activation): one for one in result.recipes}
    same = result.data["name"] == "digits" and set(result.config["axes"]) == {"optimizer", "activation"}
    if not same or not _BEST | {_WORST} <= found.keys():
        return []
    said = [
        "An earlier report found ReLU with Adam or RMSProp to be best, and sigmoid with momentum worse; "
        "it did not tune learning rates.",
    ]
    if all(one.choice for one in found.values()):
        said.append(_tuned(result, found))
    if all(one.choice and one.choice.default for one in found.values()):
        said.append(_untuned(found))
    return said


def _tuned(result: Result, found: dict[tuple[str, str], RecipeResult]) -> str:
    means = {one.recipe: one.mean for one in result.comparison.recipes}
    order = sorted(found, key=lambda key: -means[found[key].name])
    best, worst = found[order[0]].name, found[_WORST].name
    theirs = max(_BEST, key=lambda key: means[found[key].name])
    both = {found[theirs].name, worst}
    pair = next((p for p in result.comparison.pairs if {p.recipe_a, p.recipe_b} == both), None)
    first = "agrees" if order[0] in _BEST else "does not agree"
    return (
        f"Here, with a rate tuned for each, the ranking by mean {first}: {best} is highest "
        f"({100 * means[best]:.1f}%). {worst} ({100 * means[worst]:.1f}%) is "
        f"{'not compared with it' if pair is None else _shown(pair, worst)}."
    )


def _shown(pair: Compared, worst: str) -> str:
    other = pair.recipe_b if pair.recipe_a == worst else pair.recipe_a
    lower = (pair.difference < 0) == (pair.recipe_a == worst)
    if pair.verdict not in ("better", "worse"):
        also = "shown to be equivalent" if pair.equivalent else "the difference is not shown"
        return f"{'lower' if lower else 'not lower'} than {other}, but {also}"
    return f"shown to be {'worse' if lower else 'better'} than {other}"


def _untuned(found: dict[tuple[str, str], RecipeResult]) -> str:
    scores = {key: one.choice.default.score for key, one in found.items() if one.choice and one.choice.default}
    order = sorted(scores, key=lambda key: -scores[key])
    high, low = order[0], order[-1]
    verdict = "agrees" if high in _BEST and scores[_WORST] < min(scores[key] for key in _BEST) else "disagrees"
    return (
        f"Untuned, at each optimizer's default rate, it {verdict}: on validation data {found[high].name} is "
        f"highest ({100 * scores[high]:.1f}%), {found[_WORST].name} reaches {100 * scores[_WORST]:.1f}% "
        f"and {found[low].name} is lowest ({100 * scores[low]:.1f}%)."
    )
