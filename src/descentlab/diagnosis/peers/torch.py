"""PyTorch's optimizers that have a counterpart here."""

from typing import Any

from descentlab.diagnosis.peers.peer import Gradient, Params, Peer, build

TITLE = "PyTorch"
_ADAM = "lr=learning_rate, betas=(beta1, beta2), eps=epsilon"
_RMSPROP = "lr=learning_rate, alpha=rho, eps=epsilon"
_EPSILON = "epsilon=epsilon / sqrt(1 - beta2**t)"

PEERS = {
    "adadelta": Peer("torch.optim.Adadelta(params, lr=learning_rate, rho=rho, eps=epsilon)"),
    "adafactor": Peer(
        "torch.optim.Adafactor(params, lr=learning_rate, beta2_decay=-decay_rate, d=clipping_threshold,"
        " eps=(sqrt(epsilon1), epsilon2))",
        note="eps[0] is a lower bound there, and the rate never exceeds 1 / sqrt(t), which is not reached here",
    ),
    "adagrad": Peer(
        "torch.optim.Adagrad(params, lr=learning_rate, eps=epsilon, initial_accumulator_value=initial_total)"
    ),
    "adam": Peer(f"torch.optim.Adam(params, {_ADAM})"),
    "adamax": Peer(f"torch.optim.Adamax(params, {_ADAM})"),
    "adamw": Peer(f"torch.optim.AdamW(params, {_ADAM}, weight_decay=weight_decay)"),
    "amsgrad": Peer(f"torch.optim.Adam(params, {_ADAM}, amsgrad=True)"),
    "momentum": Peer(
        "torch.optim.SGD(params, lr=learning_rate, momentum=momentum, dampening=dampening)",
        "dampening=dampening * min(1, t - 1)",
    ),
    "muon": Peer(
        "torch.optim.Muon(params, lr=learning_rate, momentum=momentum, weight_decay=0.0)",
        matrices=True,
        precision="bfloat16",
        note="the iteration runs in bfloat16",
    ),
    "nadam": Peer(f"torch.optim.NAdam(params, {_ADAM}, momentum_decay=momentum_decay)"),
    "nesterov": Peer("torch.optim.SGD(params, lr=learning_rate, momentum=momentum, nesterov=True)"),
    "radam": Peer(f"torch.optim.RAdam(params, {_ADAM})", _EPSILON),
    "rmsprop": Peer(f"torch.optim.RMSprop(params, {_RMSPROP})"),
    "rmsprop_centered": Peer(f"torch.optim.RMSprop(params, {_RMSPROP}, centered=True)"),
    "rmsprop_momentum": Peer(f"torch.optim.RMSprop(params, {_RMSPROP}, momentum=momentum)"),
    "rprop": Peer(
        "torch.optim.Rprop(params, lr=learning_rate, etas=(eta_minus, eta_plus),"
        " step_sizes=(learning_rate * minimum_factor, learning_rate * maximum_factor))"
    ),
    "sgd": Peer("torch.optim.SGD(params, lr=learning_rate)"),
}


def library() -> Any:
    """The library itself."""
    import torch

    return torch


def version() -> str:
    """The library's version, without the build's."""
    return library().__version__.partition("+")[0]


def descend(peer: Peer, values: dict[str, Any], start: Params, gradient: Gradient, steps: int) -> list[Params]:
    """The parameters after each step. Kernels lie as PyTorch's layers keep them, outputs before inputs."""
    import torch

    there = {name: torch.tensor(param.T.copy(), requires_grad=True) for name, param in start.items()}
    optimizer = build(peer, {**values, "torch": torch, "params": list(there.values())})
    visited = [start]
    for k in range(steps):
        for name, grad in gradient(visited[-1], k).items():
            there[name].grad = torch.tensor(grad.T.copy())
        optimizer.step()
        visited.append({name: param.detach().numpy().T.copy() for name, param in there.items()})
    return visited[1:]
