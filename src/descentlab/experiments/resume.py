"""Going on with an experiment from its folder alone: what was asked for, and where its data came from."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from descentlab import own
from descentlab.data import Dataset
from descentlab.errors import ExperimentError
from descentlab.experiments.compare import ASKED, Study
from descentlab.experiments.data_again import data_again
from descentlab.experiments.database import understood
from descentlab.experiments.execute import Watch
from descentlab.experiments.leader_model import has_model
from descentlab.experiments.result import Result
from descentlab.experiments.store import Store


def resume(
    folder: str | Path,
    data: str | Path | Dataset | None = None,
    *,
    code: Iterable[str] = (),
    accept_environment: bool = False,
    watch: Watch | None = None,
) -> Result:
    """Goes on with an experiment that was stopped; one that is finished trains nothing.

    data: where its data are now, or the data themselves; by default where they came from. code: allows the user's
    own code that it names ("file.py:Name"). accept_environment: goes on where versions or the machine are not
    those it was begun with. watch: is called with the progress after every chunk.
    Raises ExperimentError for a folder, data or an environment with which it cannot go on.
    """
    for reference in code:
        own.admit(reference)
    with closing(Store.open(Path(folder))) as store:
        again = study(store, data)
    return again.run(Path(folder), watch, accept_environment=accept_environment)


def study(store: Store, data: str | Path | Dataset | None = None) -> Study:
    """The experiment of a store as it was asked for last. Raises ExperimentError."""
    with understood(store.folder):
        return Study.of(store.fact(ASKED) or store.fact("config"), data_again(store, data))


def finished(store: Store) -> Result | None:
    """The result of an experiment in which nothing is left to do but the report; None where something is."""
    with understood(store.folder):
        config, band = store.fact("config"), store.fact("equivalence")
        asked = {"equivalence": band, **(store.fact(ASKED) or config)}
        if asked != {**config, "equivalence": band}:
            return None
        try:
            result = Result(store)
        except ExperimentError:  # runs are missing
            return None
        return result if has_model(store, result) else None
