"""The data that an experiment was begun with, known by their fingerprint."""

from pathlib import Path
from typing import Any

from descentlab import data as sources
from descentlab.data import Dataset
from descentlab.errors import ExperimentError
from descentlab.experiments.store import Store


def data_again(store: Store, data: Dataset | str | Path | None = None) -> Dataset:
    """The data of a store. data: a data set, or where the data are now; None looks where they came from.

    Raises ExperimentError where they are not found or are others.
    """
    about, origin = store.fact("data"), store.fact("origin")
    if origin is None and about["name"] in sources.names():  # older stores do not tell where data came from
        origin = {"what": about["name"]}
    if origin is None and isinstance(data, str | Path) and data not in sources.names():
        origin = {"target": about["targets"][0] if len(about["targets"]) == 1 else None, "task": about["task"]}
    dataset = _find(store.folder, origin, data)
    if dataset.fingerprint != about["fingerprint"]:
        where = (
            f"'{dataset.name}'" if data is None else f"'{data if isinstance(data, str | Path) else data.name}'"
        )
        raise ExperimentError(
            f"{store.folder}: was begun on other data than {where} holds (fingerprint {about['fingerprint'][:12]},"
            f" and these have {dataset.fingerprint[:12]}): bring the earlier ones back, or say with --data where"
            " they are"
        )
    return dataset


def _find(folder: Path, origin: dict[str, Any] | None, data: str | Path | Dataset | None) -> Dataset:
    """An experiment's data: from where they came, or from where they are now. Raises ExperimentError."""
    if isinstance(data, Dataset):
        return data
    if origin is None and data is None:
        raise ExperimentError(
            f"{folder}: does not know where its data came from (they were made in Python): call dl.compare with the"
            f" same arguments and out='{folder}' again, or name a file with --data"
        )
    asked = dict(origin or {})
    where = asked.pop("what", None)
    if data is not None:
        options = {key: asked[key] for key in ("target", "task") if asked.get(key) is not None}
        return sources.load(data, **options)
    if where not in sources.names() and not Path(where).exists():
        raise ExperimentError(f"{folder}: its data are no longer at {where}: say with --data where they are")
    return sources.load(where, **asked)
