"""How it was done: the data, how rates and leader were chosen, the tests, and how far all this reaches."""

import math
from typing import Any

from descentlab.experiments.result import Result
from descentlab.experiments.statistics import EXACT_UP_TO, RESAMPLES, smallest_p
from descentlab.reports.markup import facts, name, paragraphs, safe
from descentlab.reports.words import count, difference, listed, measure, p_value, rate

_MOST_CLASSES = 30


def data(result: Result) -> str:
    """The data: name, sizes, classes, fingerprint, notes."""
    about = result.data
    sizes = ", ".join(f"{size:,} {part}" for part, size in about["sizes"].items())
    told = [
        ("Name", name(about["name"])),
        ("Task", safe(about["task"])),
        ("Examples", f"{about['examples']:,} of {count(about['features'], 'feature')}"),
        ("Parts", sizes),
        _outputs(about),
        ("Fingerprint", f"<code>{safe(about['fingerprint'])}</code> <small>SHA-256</small>"),
    ]
    notes = f"<h3>Notes</h3>\n{paragraphs(about['notes'])}" if about["notes"] else ""
    return facts(told) + notes


def method(result: Result) -> str:
    """How rates and the leader were chosen, how recipes were scored and compared."""
    what, alpha = measure(result.task), result.comparison.alpha
    said = [
        *_tuning(result, what),
        f"Each recipe was then trained anew on {count(result.config['seeds'], 'fresh seed')} that no choice had "
        f"seen, and scored once on the test part{_weights(result)}. A seed fixes the split into training and "
        "validation part, the initial weights and the order of the examples, the same for all recipes, so that "
        "differences are paired. The test part is one and the same for all seeds; features are standardized "
        "by the training part alone.",
        _leader(result, what),
        f"Two recipes are compared by their differences over seeds: the mean, its 95% BCa bootstrap interval "
        f"({RESAMPLES:,} resamples), and an exact sign-flip test (Wilcoxon's signed-rank test where more than "
        f"{EXACT_UP_TO} seeds differ). The leader against each other recipe is the question that was asked: those "
        "p-values are Holm-corrected among themselves. All other pairs are exploratory and corrected over all pairs.",
        f"A difference counts as shown if its corrected p-value is at most {alpha:g} and its interval excludes "
        "zero. Not shown does not mean equal.",
        "A diverged run, whose loss was no finite number, is never left out of a comparison: it counts as the "
        "worst score.",
    ]
    if result.target is not None:
        said.append(
            "Steps to target: the target is the validation score that all runs of the first recipe reached when its "
            "rate was chosen, or all its runs where it was given. Runs that never reach it count as never, not as "
            "missing. Scores are taken after each epoch."
        )
    return paragraphs(said)


def limits(result: Result) -> str:
    """What the result does not say."""
    seeds, test = result.config["seeds"], result.data["sizes"]["test"]
    said = [
        f"One data set and one test part of {count(test, 'example')}{_examples(result)}. Intervals tell what another "
        "seed would give, not what another test part would.",
        f"N = {count(seeds, 'seed')}: no p-value of a pair alone can be below {p_value(smallest_p(seeds))}. "
        "Bootstrap intervals are too narrow at small N: of normal scores a 95% interval covers the mean in "
        "about 84% of experiments at N = 5, 90% at 10 and 94% at 30.",
        _budget(result),
        f"Recipes differ in {listed([key.replace('_', ' ') for key in result.config['axes']])}; every other "
        "setting stood still, and another value of it could change the order."
        if result.config["axes"]
        else "There is one recipe: nothing is compared.",
        "The best model is the best of several by validation score: expect a little less of it on new data.",
    ]
    return paragraphs(said)


def environment(result: Result) -> str:
    """Where it ran."""
    about = dict(result.environment)
    packages = about.pop("packages", {})
    versions = ", ".join(f"{package} {version}" for package, version in packages.items() if version)
    told = [(key.capitalize(), safe(value)) for key, value in about.items()]
    return facts([*told, ("Packages", safe(versions))])


def _outputs(about: dict[str, Any]) -> tuple[str, str]:
    outputs = about["classes"] if about["classes"] is not None else about["targets"]
    more = f" and {len(outputs) - _MOST_CLASSES:,} more" if len(outputs) > _MOST_CLASSES else ""
    shown = ", ".join(name(one) for one in outputs[:_MOST_CLASSES])
    return ("Classes" if about["classes"] is not None else "Targets", f"{len(outputs):,}: {shown}{more}")


def _tuning(result: Result, what: str) -> list[str]:
    choices = {one.name: one.choice for one in result.recipes if one.choice is not None}
    if not choices:
        return ["Learning rates were given, not chosen."]
    spans: dict[tuple[float, float], list[str]] = {}
    for one in result.recipes:
        if one.choice is not None:
            ends = one.choice.trials[0].learning_rate, one.choice.trials[-1].learning_rate
            spans.setdefault(ends, []).append(one.recipe.optimizer)
    ranges = listed(
        [
            f"{rate(low)} to {rate(high)} ({', '.join(dict.fromkeys(users))})"
            for (low, high), users in spans.items()
        ]
    )
    who = "Each recipe" if len(choices) == len(result.recipes) else "Each recipe whose rate was left open"
    seeds = result.config["selection_seeds"]
    fixed = "" if len(choices) == len(result.recipes) else " The others kept the rate they were given."
    return [
        f"{who} got its own learning rate, with the same budget: {count(result.config['rates'], 'rate')}, evenly "
        f"spaced on a log scale, from {ranges}, each on {count(seeds, 'selection seed')}. The rate with the best mean "
        f"validation {what} was kept; equal means went to the lower validation loss.{fixed}"
    ]


def _leader(result: Result, what: str) -> str:
    tuned = [one.choice is not None for one in result.recipes]
    where = "the selection seeds" if all(tuned) else "the fresh seeds"
    if any(tuned) and not all(tuned):
        where = "the selection seeds, or on the fresh seeds where the rate was given"
    return (
        f"The leader is the recipe with the best mean validation {what} on {where}; it was settled before test "
        "scores were looked at, and so need not have the best test score."
    )


def _weights(result: Result) -> str:
    patient = [one.recipe.patience is not None for one in result.recipes]
    if all(patient):
        return " with the weights of its best epoch by validation loss"
    return " with its final weights" + (
        " (those of the best epoch where patience was set)" if any(patient) else ""
    )


def _budget(result: Result) -> str:
    epochs = sorted({one.recipe.epochs for one in result.recipes})
    trained = f"{listed([str(one) for one in epochs])} epochs"
    if result.config["rates"]:
        return (
            f"Budget: {count(result.config['rates'], 'learning rate')} for each recipe and {trained} a run; nothing "
            "else was tuned. A larger budget may change the order. Rates were chosen once: intervals do not hold "
            "the chance of that choice."
        )
    return f"Budget: {trained} a run, nothing tuned. At a rate of its own each recipe may do better."


def _examples(result: Result) -> str:
    """How coarse and how uncertain a score on so few examples is."""
    if result.task != "classification":
        return ""
    test = result.data["sizes"]["test"]
    mean = next(row["score"] for row in result.rows() if row["recipe"] == result.best.name)
    error = math.sqrt(mean * (1 - mean) / test)
    return (
        f": one example is {difference(1 / test, True).lstrip('+')} points, and at the leader's accuracy the test "
        f"part itself has a standard error of {difference(error, True).lstrip('+')} points"
    )
