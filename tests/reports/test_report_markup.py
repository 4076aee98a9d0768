"""Text from users, made harmless for HTML, scripts and CSV; numbers as people read them."""

import csv
import io
import json
import math

import pytest

from descentlab.reports import words
from descentlab.reports.markup import Cell, Column, csv_text, linked, name, script_json, table

NASTY = "</script><!-- \u2028\u2029 & 'x' \"y\" \x00 é"


def test_script_json_cannot_end_its_script_and_says_the_same():
    text = script_json({"a": [NASTY, 1.5, math.nan, -math.inf, None, True]})
    assert not set(text) & set("<>&\u2028\u2029")
    assert text.isascii()
    assert json.loads(text) == {"a": [NASTY, 1.5, None, None, None, True]}


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_disarms_formulas_and_keeps_numbers(formula):
    rows = [
        {"name": formula, "value": -0.5, "count": 3, "hue": 1},
        {"name": 'a,"b"', "value": 0.1, "count": 0, "hue": 1},
    ]
    found = list(csv.reader(io.StringIO(csv_text(rows, leave_out=["hue"]), newline="")))
    assert found == [["name", "value", "count"], [f"'{formula}", "-0.5", "3"], ['a,"b"', "0.1", "0"]]


def test_csv_of_nothing_is_nothing():
    assert csv_text([]) == ""


def test_names_are_escaped_and_keep_their_direction_to_themselves():
    assert name('<b>"&') == "<bdi>&lt;b&gt;&quot;&amp;</bdi>"


def test_sources_are_linked():
    assert linked("A & B, arXiv:1412.6980") == (
        'A &amp; B, <a href="https://arxiv.org/abs/1412.6980">arXiv:1412.6980</a>'
    )
    assert 'href="https://doi.org/10.24432/C50P49"' in linked("UCI, doi:10.24432/C50P49 (test part)")


def test_a_table_has_scopes_and_sorting_keys():
    rows = [[Cell("<b>x</b>", "x"), Cell("never", math.inf)], [Cell("y", "y"), Cell("–", math.nan)]]
    html = table("Caption", [Column("a", "A"), Column("b", "<B>", True, 'say "b"')], rows, marked="x")
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 2
    assert "&lt;B&gt;" in html
    assert 'title="say &quot;b&quot;"' in html
    assert '<tr class="marked"><th scope="row" data-order="x"><b>x</b></th>' in html
    assert 'data-order="1e999">never' in html
    assert 'data-order="">–' in html


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (words.score(0.97046, True), "97.05%"),
        (words.score(-0.25, False), "−0.2500"),
        (words.score(math.nan, True), "–"),
        (words.difference(-0.0042, True), "−0.42"),
        (words.difference(-0.00001, True), "+0.00"),
        (words.difference(math.nan, False), "–"),
        (words.rate(0.00316228), "0.00316"),
        (words.p_value(0.0001), "< 0.001"),
        (words.p_value(0.0390625), "0.039"),
        (words.count(1, "seed"), "1 seed"),
        (words.count(1797, "example"), "1,797 examples"),
        (words.listed(["a", "b", "c"]), "a, b and c"),
    ],
)
def test_numbers_in_words(said, shown):
    assert said == shown
