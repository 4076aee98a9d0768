"""An experiment of very many recipes: page, result and what is said stay bounded, and name a few instead of all."""

import json

import pytest

from descentlab import data
from descentlab.experiments.compare import compare
from descentlab.experiments.grid import grid
from descentlab.reports.page import write

RECIPES = 300


@pytest.mark.long
@pytest.mark.fault(52)
def test_hundreds_of_recipes(tmp_path):
    recipes = grid(
        optimizer="sgd", learning_rate=0.1, epochs=1, hidden=(4,), l2=[i * 1e-6 for i in range(RECIPES)]
    )
    result = compare(data.load("iris"), recipes, seeds=2, out=tmp_path / "e")
    write(result, tmp_path / "report.html")
    assert (
        tmp_path / "report.html"
    ).stat().st_size < 5e6 + 5_000 * RECIPES  # Plotly, and nothing for each pair
    assert len(json.dumps(result.to_json(), allow_nan=False)) < 6_000 * RECIPES
    assert len(result.table().splitlines()) < RECIPES + 10
    assert all(len(sentence) < 1000 for sentence in result.verdict())
