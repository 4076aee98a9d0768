"""``descentlab train`` and ``descentlab predict``: one recipe to a model, and a model to predictions."""

import csv
import io
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from descentlab.cli.settings import read_settings, with_settings
from descentlab.cli.terminal import write_data
from descentlab.cli.words import CODE, allow, check_target, in_words, read_task

if TYPE_CHECKING:
    from descentlab.training.population.engine import EpochRecord


@with_settings
def train_command(
    settings: dict[str, Any],
    data: Annotated[str, typer.Argument(help="A data set's name, or a file or folder of data.")],
    target: Annotated[str | None, typer.Option(help="The column to predict.")] = None,
    task: Annotated[str | None, typer.Option(help="classification or regression, where it is unclear.")] = None,
    seed: Annotated[int, typer.Option(help="Of split, initial weights and order.", min=0)] = 0,
    out: Annotated[Path | None, typer.Option(help="Write the model here (safetensors).")] = None,
) -> None:
    """Train one recipe, with a line for every epoch."""
    from descentlab import data as sources
    from descentlab.experiments.recipe import recipe as make
    from descentlab.experiments.train import train

    check_target("--out", out)
    recipe = make(**read_settings(settings, lists=False))
    dataset = sources.load(data, target=target, task=read_task(task))
    for note in dataset.notes:
        print(f"note: {note}", file=sys.stderr)
    name = "accuracy" if dataset.task == "classification" else "r2"
    begin = time.monotonic()

    def watch(record: "EpochRecord") -> None:
        print(
            f"Epoch {record.epoch}/{recipe.epochs}  {time.monotonic() - begin:5.1f}s"
            f"  loss: {record.loss:.4f}  val_loss: {record.validation.loss:.4f}"
            f"  val_{name}: {record.validation.score:.4f}",
            flush=True,
        )

    with in_words(recipe.code()):
        trained = train(dataset, recipe, seed=seed, watch=watch)
    if trained.status == "stopped early":
        print("stopped early: the weights kept are those of the best epoch")
    loss, score = trained.scores["test"]
    print(f"test loss: {loss:.4f}  test {name}: {score:.4f}")
    if out is not None:
        trained.model.save(out)
        print(f"model   {out}")


def predict_command(
    model: Annotated[Path, typer.Argument(help="A model that train or compare wrote.")],
    data: Annotated[Path, typer.Argument(help="A CSV file with the model's feature columns.")],
    out: Annotated[Path | None, typer.Option(help="Write here instead of to the terminal.")] = None,
    code: Annotated[list[str] | None, typer.Option(help=CODE, metavar="FILE.PY:NAME")] = None,
) -> None:
    """Predict the rows of a CSV file: the prediction and, for classes, their probabilities."""
    from descentlab.data.sources.csv import read_features
    from descentlab.experiments.model import Model

    check_target("--out", out)
    allow(code)
    loaded = Model.load(model)
    features = read_features(data, loaded.card.feature_names)
    outputs, predictions = loaded.outputs(features), loaded.predict(features)
    if loaded.card.classes is None:
        head = list(loaded.card.target_names)
        rows = [[repr(float(value)) for value in row] for row in predictions]
    else:
        head = [loaded.card.target_names[0], *(f"p({label})" for label in loaded.card.classes)]
        pairs = zip(predictions, outputs, strict=True)
        rows = [[str(label), *(f"{p:.6f}" for p in chances)] for label, chances in pairs]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    if out is None:
        write_data(text.getvalue())
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text.getvalue(), encoding="utf-8")
