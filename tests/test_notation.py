"""How techniques are written: what is read, what is written, and that each is the other's inverse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab import notation


@pytest.mark.parametrize(
    ("text", "name", "fields"),
    [
        ("adam", "adam", {}),
        (" adam ( beta1 = 0.95 ) ", "adam", {"beta1": 0.95}),
        ("step(decay_steps=30, gamma=1e-1)", "step", {"decay_steps": 30, "gamma": 0.1}),
        ("piecewise(factors=[1, 0.1], boundaries=[])", "piecewise", {"factors": [1, 0.1], "boundaries": []}),
        ("conv2d(padding=valid, use_bias=False)", "conv2d", {"padding": "valid", "use_bias": False}),
        (
            "residual(layers=[dense(units=64), relu], rate=0.5)",
            "residual",
            {"layers": ["dense(units=64)", "relu"], "rate": 0.5},
        ),
        ("mine.py:Mine(a=1)", "mine.py:Mine", {"a": 1}),
        ("/some where/mine-2.py:Mine", "/some where/mine-2.py:Mine", {}),
    ],
)
def test_what_is_read(text, name, fields):
    assert notation.read(text) == (name, fields)


@pytest.mark.parametrize(
    "text", ["", "adam(", "adam)", "a b", "../os", "adam(0.9)", "adam(beta1=)", "adam(=1)", "adam(a=1, a=2)"]
)
def test_what_cannot_be_read_says_why(text):
    with pytest.raises(ValueError, match=r"cannot be read|twice"):
        notation.read(text)


def test_marks_within_brackets_divide_nothing():
    assert notation.split_list("sgd, a(b=1, c=[1, 2]), d(e=[f(g=1), h])") == [
        "sgd",
        "a(b=1, c=[1, 2])",
        "d(e=[f(g=1), h])",
    ]
    assert notation.split_list("a(b=1e+3) + c", "+") == ["a(b=1e+3)", "c"]
    assert notation.split_list(" , ") == []


names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda w: w not in ("true", "false"))
words = names.filter(lambda word: word not in ("nan", "inf", "infinity"))
plain = st.one_of(
    st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), words
)


@given(names, st.dictionaries(names, st.one_of(plain, st.lists(plain, max_size=4)), max_size=4))
def test_what_was_written_is_read_again(name, fields):
    read_name, read_fields = notation.read(notation.write(name, fields))
    assert (read_name, read_fields) == (name, fields)


def test_what_has_no_text_is_refused():
    with pytest.raises(ValueError, match="then cannot be written"):
        notation.write("warmup", {"then": object()})
