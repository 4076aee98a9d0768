"""The claims themselves: every file says what it must, and its experiment gives evidence."""

import math
from pathlib import Path

import pytest

from descentlab.claims import running
from descentlab.claims.contract import SEEDS, VERDICTS, Budget, Claim
from descentlab.errors import SettingError

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"
TINY = Budget(seeds=2, shorter=20)


def test_the_registry_is_the_folder():
    folder = Path(running.__file__).parent / "registered"
    assert set(running.names()) == {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert len(running.names()) >= 20


@pytest.mark.parametrize("name", running.names())
def test_a_claim_says_what_it_claims_where_it_is_from_and_what_is_tested(name):
    claim = running.claim(name)
    assert isinstance(claim, Claim)
    for text in (claim.statement, claim.experiment, claim.test):
        assert text.endswith(".")
        assert len(text) > 30
    assert len(claim.source) > 10
    assert not claim.source.endswith(".")


def test_no_two_claims_state_the_same():
    statements = [running.claim(name).statement for name in running.names()]
    assert len(set(statements)) == len(statements)


def test_an_unknown_claim_is_refused_before_anything_is_trained():
    with pytest.raises(SettingError, match="unknown claim 'momentun': did you mean 'momentum'"):
        running.run(["depth_gradients", "momentun"])


@pytest.mark.parametrize("name", running.names())
def test_a_tiny_experiment_gives_evidence_of_the_right_shape(name):
    (outcome,) = running.run([name], TINY)
    assert outcome.name == name
    assert outcome.verdict == "can't tell"  # two seeds never show anything
    assert outcome.evidence
    for one in outcome.evidence:
        assert one.n == 2
        assert math.isfinite(one.estimate)
        assert one.low <= one.estimate <= one.high
        assert 0 < one.p_value <= 1
        assert one.data
    measures = [(one.measure, one.data, one.claimed) for one in outcome.evidence]
    assert len(set(measures)) == len(measures)


def test_evidence_is_the_same_every_time():
    first, second = (next(running.run(["depth_gradients"], TINY)) for _ in range(2))
    assert first == second


def test_the_page_in_docs_is_of_these_claims():
    """Where it is not: ``descentlab claims --markdown docs/claims.md``, with the data folder named."""
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("\n## ") == len(running.names())
    for name in running.names():
        claim = running.claim(name)
        assert f"\n## {name}\n" in page
        for text in (claim.statement, claim.source, claim.experiment, claim.test, claim.remark):
            assert text in page


@pytest.mark.long
@pytest.mark.parametrize("name", ["zero_initialization", "depth_gradients"])
def test_a_whole_claim_has_the_verdict_of_the_page(name):
    (outcome,) = running.run([name])
    assert outcome.verdict in VERDICTS
    assert {one.n for one in outcome.evidence} == {SEEDS}
    page = PAGE.read_text(encoding="utf-8")
    assert f"\n## {name}\n\n**{outcome.verdict}**: " in page
