"""Our optimizers as torch's."""

import copy
import io

import numpy as np
import pytest
import torch

from descentlab import catalogue
from descentlab.adapters.torch import to_torch
from descentlab.errors import SettingError
from descentlab.techniques.optimizers.adam import Adam
from descentlab.techniques.optimizers.momentum import Momentum
from descentlab.techniques.optimizers.schedule_free_sgd import ScheduleFreeSGD
from descentlab.techniques.optimizers.sgd import SGD
from descentlab.techniques.schedules.polynomial import Polynomial
from descentlab.training.update import optimize


def parameters(dtype=torch.float64):
    return [
        torch.tensor([[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]], dtype=dtype, requires_grad=True),
        torch.tensor([0.5, -0.5, 2.0], dtype=dtype, requires_grad=True),
    ]


def set_gradients(params, k):
    """Of a bowl whose middle wanders."""
    for param in params:
        param.grad = 2 * (param.detach() - 0.1 * (k + 1))


def descend(optimizer, params, steps, begin=0):
    for k in range(begin, begin + steps):
        set_gradients(params, k)
        optimizer.step()
    return [param.detach().clone() for param in params]


def assert_close(found, expected, rtol=1e-12):
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=rtol)


@pytest.mark.parametrize("name", catalogue.names("optimizers"))
def test_takes_the_reference_engines_steps_and_goes_on_from_a_saved_state(name):
    optimizer = catalogue.build("optimizers", name)
    there = {str(i): param.detach().numpy().copy() for i, param in enumerate(parameters())}
    memory = {key: optimizer.init(param) for key, param in there.items()}
    for k in range(4):
        grads = {key: 2 * (param - 0.1 * (k + 1)) for key, param in there.items()}
        changes, memory = optimize(optimizer, memory, grads, there, k + 1.0)
        there = {key: param + changes[key] for key, param in there.items()}
    params = parameters()
    ours = to_torch(optimizer, params)
    descend(ours, params, 2)
    file = io.BytesIO()
    torch.save({"params": params, "optimizer": ours.state_dict()}, file)
    file.seek(0)
    saved = torch.load(file, weights_only=True)
    again = saved["params"]
    fresh = to_torch(optimizer, again)
    fresh.load_state_dict(saved["optimizer"])
    assert_close(descend(fresh, again, 2, begin=2), there.values(), rtol=1e-9)


def test_adam_is_torchs():
    params, theirs = parameters(), parameters()
    ours = to_torch(Adam(0.1, 0.8, 0.9, 1e-3), params)
    peer = torch.optim.Adam(theirs, lr=0.1, betas=(0.8, 0.9), eps=1e-3)
    assert_close(descend(ours, params, 6), descend(peer, theirs, 6))


def test_groups_have_settings_of_their_own():
    params, theirs = parameters(), parameters()
    ours = to_torch(Momentum(0.1), [{"params": params[:1], "lr": 0.02, "momentum": 0.5}])
    ours.add_param_group({"params": params[1:]})
    peer = torch.optim.SGD([{"params": theirs[:1], "lr": 0.02, "momentum": 0.5}], lr=0.1, momentum=0.9)
    peer.add_param_group({"params": theirs[1:]})
    assert_close(descend(ours, params, 4), descend(peer, theirs, 4))


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ({"beta3": 0.5}, "unknown setting 'beta3' of a group: known are beta1, beta2, epsilon, lr"),
        ({"lr": -0.1}, r"lr is -0.1; it must lie in \[0, inf\)"),
        ({"beta1": 1.0}, r"beta1 is 1.0; it must lie in \[0, 1\)"),
    ],
)
def test_a_wrong_setting_is_one_line(group, message):
    with pytest.raises(SettingError, match=message):
        to_torch(Adam(), [{"params": parameters(), **group}])
    with pytest.raises(SettingError, match="lr is -1"):
        to_torch(Adam(learning_rate=-1), parameters())


def test_schedules_are_ours_or_torchs():
    expected, params, others = parameters(), parameters(), parameters()
    by_hand = torch.optim.SGD(expected, lr=1.0)
    for k, rate in enumerate([0.5, 0.4, 0.3, 0.2, 0.1, 0.1]):
        by_hand.param_groups[0]["lr"] = rate
        descend(by_hand, expected, 1, begin=k)
    descend(to_torch(SGD(0.5), params, schedule=Polynomial(decay_steps=4, alpha=0.2)), params, 6)
    assert_close(params and [p.detach() for p in params], [p.detach() for p in expected])
    optimizer = to_torch(SGD(0.5), others)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.2, total_iters=4)
    for k in range(6):
        descend(optimizer, others, 1, begin=k)
        scheduler.step()
    assert_close([p.detach() for p in others], [p.detach() for p in expected])


def test_frozen_and_late_parameters_count_their_own_steps():
    params, theirs = parameters(), parameters()
    for optimizer, these in ((to_torch(Adam(0.1), params), params), (torch.optim.Adam(theirs, 0.1), theirs)):
        set_gradients(these, 0)
        these[1].grad = None
        optimizer.step()
        descend(optimizer, these, 2, begin=1)
    assert_close([p.detach() for p in params], [p.detach() for p in theirs], rtol=1e-6)


def test_non_contiguous_low_precision_and_empty_parameters():
    wide = torch.ones(3, 4, dtype=torch.bfloat16).T.requires_grad_()
    empty = torch.zeros(0, 3, requires_grad=True)
    optimizer = to_torch(Adam(0.5), [wide, empty])
    wide.grad, empty.grad = torch.ones_like(wide), torch.zeros_like(empty)
    optimizer.step()
    assert wide.stride() == (1, 4)
    np.testing.assert_array_equal(wide.detach().float(), np.full((4, 3), 0.5))
    assert optimizer.state[wide]["mean"].dtype == torch.bfloat16


def test_a_closure_is_called_with_gradients_on():
    params = parameters()
    optimizer = to_torch(SGD(0.25), params)

    def closure():
        optimizer.zero_grad()
        loss = sum((param**2).sum() for param in params)
        loss.backward()
        return loss

    first, second = optimizer.step(closure), optimizer.step(closure)
    assert first.item() == pytest.approx(4 * second.item())  # w - 0.25 * 2w halves each


def test_averages():
    params = parameters()
    optimizer = to_torch(ScheduleFreeSGD(0.1, momentum=0.9), params)
    assert_close([p.detach() for p in optimizer.evaluation_weights()[0]], [p.detach() for p in params])
    start = [param.detach().clone() for param in params]
    descend(optimizer, params, 1)
    (used,) = optimizer.evaluation_weights()
    grads = [2 * (param - 0.1) for param in start]  # the first average is the first step's end
    assert_close(used, [param - 0.1 * grad for param, grad in zip(start, grads, strict=True)])


def test_copies_are_independent_and_sparse_gradients_refused():
    params = parameters()
    optimizer = to_torch(Adam(0.1), params)
    descend(optimizer, params, 1)
    twin = copy.deepcopy(optimizer)
    before = copy.deepcopy(twin.state_dict()["state"])
    descend(optimizer, params, 1)
    for i, state in twin.state_dict()["state"].items():
        assert all(torch.equal(state[key], before[i][key]) for key in before[i])
    params[1].grad = torch.sparse_coo_tensor([[0]], [1.0], (3,), dtype=torch.float64, check_invariants=True)
    with pytest.raises(RuntimeError, match="sparse and complex gradients are not supported"):
        optimizer.step()
