"""What is fuzzed: every reader of files, by name."""

from .formats import Csv, Idx, Image, Npy, Npz, Parquet, Target
from .stored import Model, Store, Toml

DATA: dict[str, Target] = {one.name: one for one in (Csv(), Npy(), Npz(), Idx(), Parquet(), Image(), Toml())}
"""Those whose seeds are made at once; models and experiments must be trained first."""
TARGETS: dict[str, Target] = DATA | {one.name: one for one in (Model(), Store())}
