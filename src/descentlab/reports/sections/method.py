"""How it was done: the data, how rates and leader were chosen, the tests, and how far all this reaches."""

from typing import Any

import numpy as np

from descentlab.experiments.result import Result
from descentlab.experiments.sentences import size
from descentlab.experiments.statistics import EXACT_UP_TO, FLIPS, POWER, RESAMPLES, smallest_p, wilson
from descentlab.reports.markup import facts, name, paragraphs, safe
from descentlab.reports.words import count, difference, listed, measure, rate, score, share, target_from

_MOST_CLASSES = 30
_FEW = 10
"""Seeds up to which the smallest p-value there can be is told."""


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
        "Two recipes are compared by their differences over seeds: the mean, its 95% interval (BCa bootstrap, "
        f"{RESAMPLES:,} resamples, stretched to Student's t for few seeds), and a sign-flip test of the mean: exact, "
        f"over all flips, or over {FLIPS:,} drawn ones where more than {EXACT_UP_TO} seeds differ. The leader against "
        "each other recipe is the question that was asked: those p-values are Holm-corrected among themselves. All "
        "other pairs are exploratory and corrected over all pairs.",
        f"A difference counts as shown if its corrected p-value is at most {alpha:g} and its interval excludes "
        "zero. Not shown does not mean equal.",
        *_equivalence(result),
        "P(A > B) is estimated by the share of the seeds in which A beats B, ties counted half; the interval is "
        "Wilson's.",
        f"More seeds: so many would give a pair a verdict with a chance of {share(POWER)}, by the power of Student's "
        "paired t test at the corrected level, if the true difference and spread are the ones seen. Few seeds tell "
        "little of either: take it for an order of magnitude.",
        "A diverged run, whose loss was no finite number, is never left out of a comparison: it counts as the "
        "worst score.",
    ]
    if result.target is not None:
        said.append(
            f"Steps to target: the target is {target_from(result)}. No other recipe has a say in it. Runs that never "
            "reach it are not left out: the median counts them as never, the expected steps count what they spent, as "
            "if runs were started anew until one succeeds (expected running time; its interval is a percentile "
            "bootstrap over runs, a little too narrow for few runs). Scores are taken after each epoch."
        )
    return paragraphs(said)


def limits(result: Result) -> str:
    """What the result does not say."""
    seeds, test = result.config["seeds"], result.data["sizes"]["test"]
    said = [
        f"One data set and one test part of {count(test, 'example')}{_examples(result)}. Intervals tell what another "
        "seed would give, not what another test part would.",
        f"N = {count(seeds, 'seed')}{_least(seeds)}. Of normal scores and of accuracies a 95% interval covers the mean "
        "in 93 to 96% of experiments, from N = 5 on; of very skewed ones in 87 to 94%.",
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
    told += [("Packages", safe(versions))]
    told += [
        (f"After {count(one['runs'], 'run')}", safe("; ".join(one["differences"])))
        for one in result.environments
    ]
    mixed = "<p>It went on in another environment: the same numbers to the bit cannot be had again.</p>"
    return facts(told) + (mixed if result.environments else "")


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
        f"validation {what} was kept; equal means went to the lower validation loss.{fixed}",
        *_protocol(result),
        "The optimizer's own rate was tried on the same seeds, for the untuned score. Where it does not lie on the "
        "grid it was shown and never chosen, so that every recipe chose among the same number of rates.",
        *_by_budget(result),
    ]


def _protocol(result: Result) -> list[str]:
    """Whether the rate was chosen once, or for each seed anew."""
    if not result.config.get("repeat_studies"):
        return []
    return [
        f"Repeated studies: this was done {result.config['seeds']} times over, once for each fresh seed, on selection "
        "seeds that no other study had. The test scores of a recipe thus differ by the choice of the rate too, and "
        "intervals and tests hold for tuning and training together."
    ]


def _by_budget(result: Result) -> list[str]:
    if result.config["rates"] < 2:
        return []
    return [
        "Score against tuning budget: the expectation over all draws of k of the rates without replacement, which is "
        "unbiased (drawing with replacement is not). The grid is even and not random, so a real search with k rates, "
        "evenly spaced, would do somewhat better."
    ]


def _equivalence(result: Result) -> list[str]:
    band, seeds = result.comparison.band, result.config["seeds"]
    if not band:
        return ["Equivalence was not asked for: no verdict says that two recipes are as good as each other."]
    return [
        f"Differences up to {size(band, result.task == 'classification')} are taken to make none in practice. Two "
        "recipes are called equivalent if two one-sided sign-flip tests show the mean difference to lie above the "
        "lower and below the upper end of that band (the larger p, corrected like the others) and the interval lies "
        "within it. A difference may be shown and yet be equivalent: there is one, and it is too small to matter. "
        "This supposes that differences scatter alike to both sides; with "
        f"{count(seeds, 'seed')} a failure in up to about {share(min(1.0, 3 / seeds))} of the runs may stay unseen."
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
        once = " Rates were chosen once: intervals do not hold the chance of that choice."
        once = "" if result.config.get("repeat_studies") else once
        open_rate = "" if all(one.choice is not None for one in result.recipes) else " whose rate was left open"
        return (
            f"Budget: {count(result.config['rates'], 'learning rate')} for each recipe{open_rate} and {trained} a run; "
            f"nothing else was tuned. A larger budget may change the order.{once}"
        )
    return f"Budget: {trained} a run, nothing tuned. At a rate of its own each recipe may do better."


def _examples(result: Result) -> str:
    """How coarse and how uncertain a score on so few examples is."""
    if result.task != "classification":
        return ""
    test = result.data["sizes"]["test"]
    mean = next(row["score"] for row in result.rows() if row["recipe"] == result.best.name)
    low, high = wilson(np.array(mean), test)
    return (
        f": one example is {difference(1 / test, True).lstrip('+')} points, and at the leader's accuracy the test "
        f"part itself leaves the accuracy on new data open between {score(float(low), True)} and "
        f"{score(float(high), True)} (Wilson's 95% interval)"
    )


def _least(seeds: int) -> str:
    """The smallest p-value, where so few seeds put it within sight."""
    return f": no p-value of a pair alone can be below {smallest_p(seeds):.2g}" if seeds <= _FEW else ""
