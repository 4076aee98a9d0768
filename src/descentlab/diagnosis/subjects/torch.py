"""A torch module as a subject: a copy of it in float64, and the gradient that torch makes.

    loss(module(*inputs), targets) -> number       where a loss is given; the last array of the data are targets
    module(*data) -> number                        where none is

What is random (dropout) is drawn from the same seed at every call. The module itself is left as it is.
"""

import copy
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from descentlab.arrays import Arrays
from descentlab.diagnosis.subjects.subject import Subject, doubles, on_batch

torch: Any = import_module("torch")


def torch_module(
    module: Any,
    data: tuple[Any, ...],
    loss: Callable[..., Any] | None = None,
    seed: int = 0,
) -> Subject:
    """The subject of a module in the mode (training or not) that it is in."""
    inner = copy.deepcopy(module).double()
    trained = {name: param for name, param in inner.named_parameters() if param.requires_grad}
    place = doubles({name: param.detach().cpu() for name, param in trained.items()})
    data = tuple(_double(array) for array in data)

    def value(tensors: dict[str, Any], some: tuple[Any, ...]) -> Any:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            # running averages are handed in as copies, so that a call leaves none behind
            kept = {name: buffer.clone() for name, buffer in inner.named_buffers()}
            given = some if loss is None else some[:-1]
            made = torch.func.functional_call(inner, {**kept, **tensors}, given)
            return made if loss is None else loss(made, some[-1])

    def numbers(arrays: Arrays, *some: Any) -> Any:
        with torch.no_grad():
            return value(
                {name: torch.from_numpy(np.array(array)) for name, array in arrays.items()}, some
            ).numpy()

    def slopes(arrays: Arrays) -> Mapping[str, Any]:
        tensors = {name: torch.from_numpy(np.array(array)).requires_grad_() for name, array in arrays.items()}
        found = torch.autograd.grad(value(tensors, data), list(tensors.values()), allow_unused=True)
        return {name: None if grad is None else grad.numpy() for name, grad in zip(tensors, found, strict=True)}

    return on_batch(type(module).__name__, place, numbers, slopes, data)


def _double(array: Any) -> Any:
    """Data on the CPU, in float64 as far as they are numbers that are not whole."""
    tensor = torch.as_tensor(array).detach().cpu()
    return tensor.double() if tensor.is_floating_point() else tensor
