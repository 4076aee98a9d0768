"""What is said of other libraries is what was measured, and the known differences are found by measuring."""

from math import sqrt
from typing import Any

import numpy as np
import pytest

from descentlab import catalogue
from descentlab.diagnosis import conventions
from descentlab.diagnosis.conventions import ALONE, LIBRARIES, START, Comparison, compare, descend, gradient
from descentlab.diagnosis.peers import keras, optax, peer, torch
from descentlab.diagnosis.peers.peer import Peer
from descentlab.techniques.optimizers.adam import Adam, AdamState
from descentlab.techniques.optimizers.muon import Muon
from descentlab.techniques.optimizers.rmsprop import RMSProp
from descentlab.techniques.optimizers.schedule_free_sgd import ScheduleFreeSGD
from descentlab.techniques.optimizers.sgd import SGD

ROUNDING = 1e-13


def measured(name: str, library: str) -> Comparison:
    return compare(catalogue.technique("optimizers", name)(), LIBRARIES[library].PEERS[name], library)


def largest(differences: tuple[tuple[float, ...], tuple[float, ...]] | None) -> float:
    assert differences is not None
    return max(max(one) for one in differences)


# The tables


def test_every_optimizer_has_a_peer_or_a_reason_for_none() -> None:
    """For a new one: give its call in peers/keras.py, torch.py or optax.py, or the reason in ``ALONE``."""
    with_peer = {name for module in LIBRARIES.values() for name in module.PEERS}
    assert with_peer | set(ALONE) == set(catalogue.ours("optimizers"))
    assert not with_peer & set(ALONE)
    assert all(ALONE.values())


def test_no_namesake_in_a_library_is_overlooked() -> None:
    def plain(name: str) -> str:
        return name.lower().replace("_", "")

    places = {
        "keras": [keras.library().optimizers],
        "torch": [torch.library().optim],
        "optax": [optax.library(), optax.library().contrib],
    }
    ours = {plain(name): name for name in catalogue.ours("optimizers")}
    for library, modules in places.items():
        there = {plain(name) for module in modules for name, item in vars(module).items() if callable(item)}
        assert {ours[name] for name in there & set(ours)} <= set(LIBRARIES[library].PEERS)


@pytest.mark.parametrize("library", LIBRARIES)
def test_calls_and_changes_name_what_exists(library: str) -> None:
    module = LIBRARIES[library]
    for name, there in module.PEERS.items():
        optimizer = catalogue.technique("optimizers", name)()
        given = {**optimizer._asdict(), library: module.library(), "params": None}
        assert peer.known(there) <= {*given, "sqrt"}, name
        assert "learning_rate" in peer.known(there), name
        list(peer.defaults(there, given))  # TypeError for a setting that the library does not have
        assert set(peer.changes(there)) <= set(optimizer._fields), name


# What is known of the libraries, by measurement


@pytest.mark.parametrize("library", ["torch", "optax"])
def test_adam_is_that_of_pytorch_and_optax_to_rounding(library: str) -> None:
    one = measured("adam", library)
    assert conventions.verdict(one) == "the same"
    assert largest(one.plain) < ROUNDING
    assert one.defaults == ()
    assert one.missing == ()


def test_adam_differs_from_keras_by_epsilon() -> None:
    one = measured("adam", "keras")
    assert conventions.verdict(one) == "the same after epsilon -> epsilon / sqrt(1 - beta2^t)"
    assert conventions.short(one) == "same after epsilon"
    assert min(one.plain[0]) > 1e-9
    assert min(one.plain[1]) > 1e-4
    assert largest(one.after) < ROUNDING
    assert one.large == {"beta1": 0.99, "beta2": 0.9999, "epsilon": 1e-2}
    assert one.defaults == (("epsilon", "1e-07", "1e-08"),)


def test_rmsprop_has_epsilon_inside_the_root_in_keras_outside_in_pytorch_and_by_a_setting_in_optax() -> None:
    assert conventions.verdict(measured("rmsprop", "torch")) == "the same"
    assert conventions.verdict(measured("rmsprop", "keras")) == "the same after epsilon_inside -> true"
    one = measured("rmsprop", "optax")
    assert conventions.verdict(one) == "the same"
    assert ("eps_in_sqrt", "True", "False") in one.defaults
    inside = compare(RMSProp(epsilon_inside=True), optax.PEERS["rmsprop"], "optax")
    assert conventions.verdict(inside) == "the same"


def test_amsgrad_of_optax_keeps_the_maximum_of_corrected_averages() -> None:
    assert conventions.kind(measured("amsgrad", "torch")) == "same"
    one = measured("amsgrad", "optax")
    assert conventions.verdict(one) == "the same after corrected -> true"
    assert one.plain[0][0] < ROUNDING  # the first step has nothing to forget
    assert one.plain[0][2] > 1e-3


def test_what_defaults_hide_is_found_at_large_values() -> None:
    """PyTorch leaves the first gradient undamped; Keras's LAMB decays weights outside of what is scaled."""
    momentum = measured("momentum", "torch")
    words = "the same at our defaults, and elsewhere after dampening -> dampening * min(1, t - 1)"
    assert conventions.verdict(momentum) == words
    assert conventions.short(momentum) == "same at defaults"
    lamb = measured("lamb", "keras")
    assert conventions.verdict(lamb) == "the same at our defaults, elsewhere another formula"
    assert lamb.plain[1][0] > 1e-4


@pytest.mark.parametrize(("name", "library"), [("ftrl", "keras"), ("yogi", "optax"), ("rprop", "optax")])
def test_another_formula_is_called_so(name: str, library: str) -> None:
    assert conventions.verdict(measured(name, library)).startswith("another formula")


def test_defaults_are_read_from_the_library() -> None:
    adagrad = {setting: theirs for setting, theirs, _ in measured("adagrad", "keras").defaults}
    assert adagrad == {"learning_rate": "0.001", "initial_accumulator_value": "0.1", "epsilon": "1e-07"}
    adadelta = measured("adadelta", "torch")  # lr = 1.0, as ours
    assert adadelta.defaults == ()
    adamax = measured("adamax", "torch")
    assert adamax.defaults == (("lr", "0.002", "0.001"),)


def test_a_setting_that_the_library_lacks_is_named() -> None:
    one = measured("momentum", "optax")
    assert one.missing == ("dampening",)
    assert "dampening" not in one.large
    assert conventions.verdict(one) == "the same"


def test_pytorchs_muon_is_ours_with_kernels_turned_over_and_rounded_to_bfloat16() -> None:
    one = measured("muon", "torch")
    assert conventions.verdict(one) == "the same; the iteration runs in bfloat16"
    assert [figures for _, figures in conventions.rows(one)] == [["same"] * 3] * 2
    assert one.plain[0][0] > 1e-5  # seen, and taken for what it is
    exactly = compare(Muon(), torch.PEERS["muon"]._replace(precision="float64"), "torch")
    assert conventions.kind(exactly) == "other"


@pytest.mark.parametrize("library", ["keras", "optax"])
def test_schedule_free_methods_are_compared_by_their_averages(library: str) -> None:
    one = measured("schedule_free_adamw", library)
    assert max(one.plain[0]) < ROUNDING


# Planted faults


class WrongAdam(Adam):
    """Forgets that the mean leans towards zero."""

    def step(self, state: AdamState, grad: Any, param: Any, t: Any) -> tuple[Any, AdamState]:
        change, state = super().step(state, grad, param, t)
        return change * (1 - self.beta1**t), state


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_wrong_optimizer_is_another_formula(library: str) -> None:
    one = compare(WrongAdam(), LIBRARIES[library].PEERS["adam"], library)
    assert conventions.verdict(one) == "another formula"
    assert one.plain[0][0] > 1e-4


def test_a_change_that_does_not_help_is_not_believed() -> None:
    wrong = keras.PEERS["adam"]._replace(after="epsilon=epsilon / (1 - beta2**t)")
    assert conventions.verdict(compare(Adam(), wrong, "keras")) == "another formula"


# How it is measured


def test_the_gradient_is_that_of_the_function() -> None:
    """Central differences of the mean over a mini-batch of the sum of log cosh."""
    examples, targets = conventions._EXAMPLES, conventions._TARGETS
    for k in (0, 3, 4):
        rows = range(8 * (k % 4), 8 * (k % 4) + 8)

        def loss(kernel: np.ndarray, bias: np.ndarray, rows: range = rows) -> float:
            return np.mean([np.sum(np.log(np.cosh(examples[i] @ kernel + bias - targets[i]))) for i in rows])

        grads = gradient(START, k)
        for name, param in START.items():
            for place in np.ndindex(param.shape):
                step = np.zeros_like(param)
                step[place] = 1e-5
                up, down = ({**START, name: param + sign * step} for sign in (1, -1))
                slope = (loss(**up) - loss(**down)) / 2e-5
                assert abs(slope - grads[name][place]) < 1e-8


def test_our_descent_takes_the_gradient_where_it_stands() -> None:
    optimizer = SGD(learning_rate=0.5)
    first = {name: param - 0.5 * gradient(START, 0)[name] for name, param in START.items()}
    second = {name: param - 0.5 * gradient(first, 1)[name] for name, param in first.items()}
    visited = descend(optimizer, START)
    for name in START:
        np.testing.assert_array_equal(visited[0][name], first[name])
        np.testing.assert_array_equal(visited[1][name], second[name])


def test_our_descent_shows_what_is_used_outside_of_training() -> None:
    """Two steps of schedule-free SGD: z0, z1 = z0 - g(z0), x1 = z1, y1 = z1; then x2 is the mean of z1 and z2."""
    first = {name: param - gradient(START, 0)[name] for name, param in START.items()}
    second = {name: param - gradient(first, 1)[name] for name, param in first.items()}
    visited = descend(ScheduleFreeSGD(learning_rate=1.0, momentum=0.5), START)
    for name in START:
        np.testing.assert_allclose(visited[0][name], first[name], rtol=1e-13)
        np.testing.assert_allclose(visited[1][name], (first[name] + second[name]) / 2, rtol=1e-13)


def test_a_difference_is_relative_to_the_parameters_largest_entry() -> None:
    ours = [{"kernel": np.array([[4.0, -2.0]]), "bias": np.array([1.0])}] * 100
    theirs = [{"kernel": np.array([[4.0, -1.0]]), "bias": np.array([1.125])}] * 100
    assert conventions._differences(ours, theirs) == (0.25, 0.25, 0.25)
    lost = [{**one, "bias": np.array([np.nan])} for one in theirs]
    assert np.isnan(conventions._differences(ours, lost)).all()


def test_a_change_follows_the_step() -> None:
    there = Peer("library.Adam(learning_rate)", after="epsilon=epsilon / sqrt(1 - beta2**t), beta1=0.5")
    optimizer = Adam(beta2=0.75, epsilon=0.25)
    assert peer.changed(there, optimizer, 1.0) == Adam(beta1=0.5, beta2=0.75, epsilon=0.5)  # sqrt(1/4) = 1/2
    assert peer.changed(there, optimizer, 2.0).epsilon == 0.25 / sqrt(1 - 0.75**2)
    assert peer.changes(there) == {"epsilon": "epsilon / sqrt(1 - beta2^t)", "beta1": "0.5"}


@pytest.mark.parametrize("formula", ["gamma", "[epsilon]", "epsilon if t else 0", "epsilon // 2"])
def test_what_is_no_formula_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match="is no formula"):
        peer.changed(Peer("library.Adam(learning_rate)", f"epsilon={formula}"), Adam(), 1.0)


def test_figures_are_powers_of_ten() -> None:
    one = Comparison(Peer("a.B()"), {}, ((4e-10, 2e-9, 4e-4), (0.0, 30.0, 40.0)), None, (), ())
    assert list(conventions.rows(one)) == [
        ("our defaults", ["same", "1e-09", "1e-03"]),
        ("large values", ["same", "1e+01", "1e+02"]),
    ]


def test_a_descent_that_ends_in_no_number_is_not_the_same() -> None:
    nan = float("nan")
    one = Comparison(Peer("a.B()"), {}, ((0.0, nan, nan), (0.0, 0.0, 0.0)), None, (), ())
    assert conventions.kind(one) == "other"
    assert next(conventions.rows(one)) == ("our defaults", ["same", "nan", "nan"])


def test_libraries_are_left_as_they_were() -> None:
    import jax

    library = keras.library()
    measured("sgd", "keras")
    measured("sgd", "optax")
    assert library.config.floatx() == "float32"
    assert jax.numpy.ones(()).dtype == "float32"


def test_what_was_measured_with_is_told() -> None:
    from importlib.metadata import version

    told = f"Keras {version('keras')} on jax, PyTorch {version('torch').partition('+')[0]}, optax {version('optax')}"
    assert conventions.measured_with() == told


def test_a_library_that_is_not_installed_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conventions, "find_spec", lambda name: None)
    assert list(conventions.comparisons("adam")) == [
        ("Keras", "not installed"),
        ("PyTorch", "not installed"),
        ("optax", "not installed"),
    ]
    assert list(conventions.comparisons("lion"))[1] == ("PyTorch", "none")
    assert conventions.measured_with() == ""


def test_a_library_that_cannot_be_imported_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise ModuleNotFoundError("No module named 'tensorflow'")

    monkeypatch.setattr(keras, "library", broken)
    assert next(conventions.comparisons("sgd")) == ("Keras", "cannot be imported: No module named 'tensorflow'")


def test_the_stated_convention_is_the_docstrings() -> None:
    first, convention = conventions.stated("optimizers", "adam")
    assert first == "Adam: the step is the gradient's running mean over its running size."
    assert convention.startswith("Convention: epsilon joins after the correction (Algorithm 1 of the paper;")
    assert convention.endswith("their step is this one with epsilon / sqrt(1 - beta2^t).")
    assert conventions.stated("schedules", "constant")[1] == ""


def test_every_optimizer_states_its_convention() -> None:
    assert [
        name for name in catalogue.ours("optimizers") if not conventions.stated("optimizers", name)[1]
    ] == []
