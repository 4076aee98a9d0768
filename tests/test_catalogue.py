"""The catalogue: names from folders, settings read and checked, and one line that says what is wrong."""

import sys
from collections.abc import Iterator
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab import catalogue, notation, techniques
from descentlab.contracts import Range
from descentlab.errors import SettingError
from descentlab.techniques.optimizers.adam import Adam
from descentlab.techniques.optimizers.momentum import Momentum
from descentlab.techniques.schedules.constant import Constant
from descentlab.techniques.schedules.cosine import Cosine
from descentlab.techniques.schedules.exponential import Exponential

EVERY = [(family, name) for family in catalogue.FAMILIES for name in catalogue.names(family)]


# --- names


@pytest.mark.parametrize("family", catalogue.FAMILIES)
def test_names_are_the_files_of_the_folder(family: str) -> None:
    folder = Path(next(iter(techniques.__path__))) / family
    files = sorted(file.stem for file in folder.glob("*.py") if file.stem != "__init__")
    assert files
    assert list(catalogue.names(family)) == files


def test_families_are_the_folders() -> None:
    folders = {file.parent.name for file in Path(next(iter(techniques.__path__))).glob("*/__init__.py")}
    assert folders == set(catalogue.FAMILIES)


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A new optimizer, which is one file put into the folder and nothing else."""
    from descentlab.techniques import optimizers

    (tmp_path / "wander.py").write_text(
        "from typing import NamedTuple\n"
        "from descentlab.techniques.optimizers.sgd import SGD\n"  # not the file's own class
        "class WanderState(NamedTuple):\n    pass\n"
        "class Wander(NamedTuple):\n    learning_rate: float = 0.5\n    RANGES = SGD.RANGES\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(optimizers, "__path__", [*optimizers.__path__, str(tmp_path)])
    catalogue.names.cache_clear()
    catalogue.ours.cache_clear()
    yield "wander"
    sys.modules.pop("descentlab.techniques.optimizers.wander", None)
    catalogue.names.cache_clear()
    catalogue.ours.cache_clear()


def test_a_new_file_is_a_new_technique(planted: str) -> None:
    assert planted in catalogue.names("optimizers")
    built = catalogue.build("optimizers", "wander(learning_rate=2)")
    assert type(built).__name__ == "Wander"
    assert built.learning_rate == 2
    assert catalogue.name_of(built) == "wander"


@pytest.mark.parametrize(("family", "name"), EVERY)
def test_a_files_name_finds_its_class(family: str, name: str) -> None:
    kind = catalogue.technique(family, name)
    assert kind.__module__ == f"descentlab.techniques.{family}.{name}"
    assert kind.__name__.lower() == name.replace("_", "")


def refused(family: str, spec: Any, **derived: Any) -> str:
    """The one line with which a setting is refused."""
    with pytest.raises(SettingError) as caught:
        catalogue.build(family, spec, **derived)
    (line,) = str(caught.value).splitlines()
    return line


@pytest.mark.parametrize(
    ("family", "wrong", "beginning"),
    [
        ("optimizers", "adamm", "unknown optimizer 'adamm': did you mean 'adam'? known are ada"),
        ("activations", "reluu", "unknown activation 'reluu': did you mean 'relu'? known are "),
        (
            "losses",
            "softmax_crossentropy",
            "unknown loss 'softmax_crossentropy': did you mean 'softmax_cross_entropy'?",
        ),
        ("stopping", "patient", "unknown stopping rule 'patient': did you mean 'patience'? known are patience"),
        ("schedules", "zzz", "unknown schedule 'zzz': known are constant, cosine, "),
        ("regularizers", "../os", "regularizer '../os' cannot be read: write name or name(number=value)"),
    ],
)
def test_unknown_name(family: str, wrong: str, beginning: str) -> None:
    assert refused(family, wrong).startswith(beginning)


def test_a_name_is_never_imported_unless_it_is_in_the_folder() -> None:
    for name in ("os", "__init__", "optimizers.adam"):
        with pytest.raises(SettingError):
            catalogue.technique("optimizers", name)


# --- settings


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("momentum", Momentum()),
        ("momentum()", Momentum()),
        ("momentum(momentum=0.99)", Momentum(momentum=0.99)),
        (" momentum ( momentum = 0.99 , learning_rate = 1e-3 ) ", Momentum(1e-3, 0.99)),
        ("momentum(momentum=0)", Momentum(momentum=0)),
        ({"name": "momentum"}, Momentum()),
        ({"name": "momentum", "momentum": 0.99}, Momentum(momentum=0.99)),
        (Momentum(momentum=0.99), Momentum(momentum=0.99)),
    ],
)
def test_forms_of_a_setting(spec: Any, expected: Momentum) -> None:
    built = catalogue.build("optimizers", spec)
    assert built == expected
    assert type(built) is Momentum


def test_kinds_of_values() -> None:
    schedule = catalogue.build("schedules", "exponential(decay_steps=100, decay_rate=5e-1, staircase=True)")
    assert schedule == Exponential(100, 0.5, staircase=True)
    assert isinstance(schedule.decay_steps, int)
    assert isinstance(schedule.decay_rate, float)
    assert schedule.staircase is True
    assert catalogue.build("schedules", "exponential(decay_steps=1, staircase=false)").staircase is False


def test_a_mapping_is_left_as_it_was() -> None:
    spec = {"name": "momentum", "momentum": 0.99}
    catalogue.build("optimizers", spec)
    assert spec == {"name": "momentum", "momentum": 0.99}


def test_derived_values_fill_what_is_left_out() -> None:
    assert catalogue.build("schedules", "cosine", decay_steps=70) == Cosine(70)
    assert catalogue.build("schedules", "cosine(decay_steps=9)", decay_steps=70) == Cosine(9)
    assert catalogue.build("schedules", "constant", decay_steps=70) == Constant()  # which has no such field
    assert "decay_steps is 0; it must lie in [1, inf)" in refused("schedules", "cosine", decay_steps=0)


@pytest.mark.parametrize(
    ("family", "spec", "line"),
    [
        ("optimizers", "adam(", "optimizer 'adam(' cannot be read: write name or name(number=value)"),
        ("optimizers", "", "optimizer '' cannot be read: write name or name(number=value)"),
        (
            "optimizers",
            "adam(0.9)",
            "optimizer 'adam(0.9)' cannot be read: '0.9' is not of the form number=value",
        ),
        (
            "optimizers",
            "adam(beta1=)",
            "optimizer 'adam(beta1=)' cannot be read: 'beta1=' is not of the form number=value",
        ),
        (
            "optimizers",
            "adam(beta1=high)",
            "optimizer 'adam': beta1 is 'high'; it must be a number in [0, 1)",
        ),
        ("optimizers", {"beta1": 0.9}, "optimizer {'beta1': 0.9} has no name: write {name = \"...\", ...}"),
        ("optimizers", {"name": 3}, "optimizer {'name': 3} has no name: write {name = \"...\", ...}"),
        ("optimizers", 5, "optimizer 5 cannot be read: write the name of one"),
        ("optimizers", None, "optimizer None cannot be read: write the name of one"),
        ("schedules", "cosine", "schedule 'cosine' needs decay_steps: write cosine(decay_steps=...)"),
        ("layers", "dense", "layer 'dense' needs units: write dense(units=...)"),
        (
            "optimizers",
            "adam(beta=0.9)",
            "optimizer 'adam': unknown setting 'beta': did you mean 'beta2'? known are "
            "beta1, beta2, epsilon, learning_rate",
        ),
        (
            "optimizers",
            {"name": "sgd", "learning-rate": 0.1},
            "optimizer 'sgd': unknown setting 'learning-rate': did you mean 'learning_rate'? "
            "known are learning_rate",
        ),
        ("optimizers", "adam(beta1=1)", "optimizer 'adam': beta1 is 1; it must lie in [0, 1)"),
        ("optimizers", "adam(epsilon=0)", "optimizer 'adam': epsilon is 0; it must lie in (0, inf)"),
        (
            "optimizers",
            "momentum(momentum=1.5)",
            "optimizer 'momentum': momentum is 1.5; it must lie in [0, 1)",
        ),
        ("layers", "dropout(rate=-0.1)", "layer 'dropout': rate is -0.1; it must lie in [0, 1]"),
        ("optimizers", Adam(beta1=-1.0), "optimizer 'adam': beta1 is -1; it must lie in [0, 1)"),
        (
            "optimizers",
            {"name": "adam", "beta1": "0.9"},
            "optimizer 'adam': beta1 is '0.9'; it must be a number in [0, 1)",
        ),
        ("optimizers", "adam(beta1=true)", "optimizer 'adam': beta1 is True; it must be a number in [0, 1)"),
    ],
)
def test_refused(family: str, spec: Any, line: str) -> None:
    assert refused(family, spec) == line


@pytest.mark.parametrize("value", [nan, inf, -inf])
@pytest.mark.parametrize(("family", "name"), EVERY)
def test_no_hyperparameter_is_infinite(family: str, name: str, value: float) -> None:
    for field, lawful in catalogue.technique(family, name).RANGES.items():
        with pytest.raises(SettingError, match="it must"):
            catalogue.check(field, value, lawful)


@pytest.mark.parametrize(("family", "name"), EVERY)
def test_every_bound_is_held(family: str, name: str) -> None:
    """Just outside of each end a value is refused in one line that names the field and the interval."""
    kind = catalogue.technique(family, name)
    for field, lawful in kind.RANGES.items():
        required = {
            one: ["relu"] if "Layer" in str(kind.__annotations__[one]) else 5
            for one in kind._fields
            if one not in kind._field_defaults
        }
        low, high = lawful.lawful
        beyond = [] if low is None else [low - 1e-3]
        beyond += [] if high is None else [high + 1e-3]
        for outside in beyond:
            several = isinstance(kind._field_defaults.get(field), tuple)
            line = refused(family, {"name": name, **required, field: [outside] if several else outside})
            assert field in line
            assert line.endswith(lawful.describe())


# --- ranges


@pytest.mark.parametrize(
    ("lawful", "text", "inside", "outside"),
    [
        (Range((0, 1)), "[0, 1]", [0, 0.5, 1], [-1e-9, 1 + 1e-9]),
        (Range((0, 1), "left"), "[0, 1)", [0, 0.999], [1]),
        (Range((0, 1), "right"), "(0, 1]", [1e-300, 1], [0]),
        (Range((0, 1), "neither"), "(0, 1)", [0.5], [0, 1]),
        (Range((0.5, None)), "[0.5, inf)", [0.5, 1e300], [0.4]),
        (Range((0, None), "neither"), "(0, inf)", [1e-300], [0]),
        (Range((None, 2)), "(-inf, 2]", [-1e300, 2], [2.1]),
        (Range(), "(-inf, inf)", [-1e300, 0, 1e300], []),
    ],
)
def test_ranges(lawful: Range, text: str, inside: list[float], outside: list[float]) -> None:
    assert lawful.describe() == text
    assert all(lawful.allows(value) for value in inside)
    assert not any(lawful.allows(value) for value in [*outside, nan, inf, -inf])


# --- texts


def test_short_forms() -> None:
    assert catalogue.short("optimizers", Adam()) == "adam"
    assert catalogue.short("optimizers", Adam(beta1=0.99999999)) == "adam(beta1=0.99999999)"
    assert catalogue.short("optimizers", "adam( beta1 = 0.9 )") == "adam"
    assert catalogue.short("optimizers", "adam(learning_rate=0.001)") == "adam(learning_rate=0.001)"
    assert catalogue.short("optimizers", Adam(learning_rate=0.001)) == "adam"
    assert catalogue.short("schedules", "cosine", decay_steps=1) == "cosine"
    with pytest.raises(SettingError, match="needs decay_steps"):
        catalogue.short("schedules", "cosine")
    assert catalogue.short("layers", "residual(layers=[dense(units=2), elu(alpha=1)])") == (
        "residual(layers=[dense(units=2), elu])"
    )
    assert catalogue.short("schedules", Cosine(70)) == "cosine(decay_steps=70)"
    assert (
        catalogue.short("schedules", Exponential(70, staircase=True))
        == "exponential(decay_steps=70, staircase=true)"
    )


@pytest.mark.parametrize(
    ("family", "spec", "message"),
    [
        ("layers", {"name": "dense", "units": -3}, "units is -3; it must be a whole number of at least 1"),
        ("layers", {"name": "dense", "units": 2.5}, "units is 2.5"),
        ("schedules", "inverse_time(decay_steps=5, staircase=7)", "staircase is 7; it must be true or false"),
        ("optimizers", "adam(beta1=0.5, beta1=0.6)", "gives beta1 twice"),
        ("schedules", {"name": "step", "interval_steps": 10**400}, "whole number of 401 digits"),
        ("optimizers", "adam(beta1=1.00000001)", "beta1 is 1.00000001; it must lie in"),
    ],
)
def test_structure_and_strange_numbers_are_checked(family: str, spec: Any, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        catalogue.build(family, spec)


def test_lists() -> None:
    assert notation.split_list("sgd, adam(beta1=0.9, beta2=0.99),momentum") == [
        "sgd",
        "adam(beta1=0.9, beta2=0.99)",
        "momentum",
    ]
    assert notation.split_list(" , ") == []


@st.composite
def instances(draw: st.DrawFn) -> tuple[str, Any]:
    """A technique with numbers and flags only, each lawful; those that must go together stay as they are."""
    family, name = draw(
        st.sampled_from([(f, n) for f, n in EVERY if set(catalogue.technique(f, n)._fields) and _plain(f, n)])
    )
    kind = catalogue.technique(family, name)
    fields: dict[str, Any] = {}
    for field in kind._fields:
        if field not in kind.RANGES:
            fields[field] = draw(st.booleans())
            continue
        lawful = kind.RANGES[field]
        low, high = lawful.lawful
        numbers = st.floats(low, high, allow_nan=False, allow_infinity=False) | st.integers(1, 10**6)
        numbers = numbers.filter(lawful.allows)
        several = isinstance(kind._field_defaults.get(field), tuple)
        if several and hasattr(kind, "check"):  # these must go together
            continue
        fields[field] = draw(st.lists(numbers, max_size=3).map(tuple) if several else numbers)
    return family, kind(**fields)


def _plain(family: str, name: str) -> bool:
    kind = catalogue.technique(family, name)
    return all(
        field in kind.RANGES or isinstance(kind._field_defaults.get(field), bool) for field in kind._fields
    )


@given(instances())
def test_a_short_form_gives_the_technique_back(made: tuple[str, Any]) -> None:
    family, instance = made
    again = catalogue.build(family, catalogue.short(family, instance))
    assert again == instance
    assert type(again) is type(instance)
