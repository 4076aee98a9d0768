"""The reference engine on PyTorch: how its arrays become tensors."""

from collections.abc import Callable
from typing import Any

from descentlab.arrays import Array
from descentlab.errors import MissingExtraError


def converter() -> Callable[[Any], Array]:
    """Makes a tensor out of a NumPy array. Raises MissingExtraError where PyTorch is not installed."""
    try:
        import torch
    except ImportError as error:
        raise MissingExtraError("--engine torch", "torch") from error
    return torch.tensor
