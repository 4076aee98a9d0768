"""Our optimizers and schedules for PyTorch: a ``torch.optim.Optimizer`` with parameter groups and a state to save.

    optimizer = to_torch(Adam(learning_rate=1e-3), module.parameters())
    loss.backward()
    optimizer.step()

A group's settings are the optimizer's hyperparameters by their names here, but for the learning rate, which is "lr"
as torch's schedulers want it. An optimizer that looks at the whole network looks at one group at a time.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

import torch as _torch

from descentlab.arrays import Array
from descentlab.contracts import Schedule
from descentlab.errors import SettingError
from descentlab.training.structure import numbers, with_numbers
from descentlab.training.update import optimize

# torch's own types are partial; behind Any they leave the strict check to our code
torch: Any = _torch
_Base: Any = torch.optim.Optimizer
_STEP = "step"
"""The count of a parameter's steps in its state, under the name that torch keeps in float32."""


def to_torch(
    optimizer: Any, params: Iterable[Any] | dict[str, Any], *, schedule: Schedule | None = None
) -> "TorchOptimizer":
    """A ``torch.optim.Optimizer`` that makes the optimizer's steps.

    optimizer: one of ours, such as ``Adam(learning_rate=1e-3)``. params: as torch takes them: parameters, named
    ones, or groups with settings of their own (``{"params": ..., "lr": 0.01, "beta1": 0.8}``). schedule: of the
    learning rate, by the count of steps; torch's schedulers work on "lr" as with any optimizer.
    Raises SettingError for a setting that is unknown or not lawful.
    """
    return TorchOptimizer(params, optimizer, schedule)


class TorchOptimizer(_Base):
    """An optimizer of ours at work on torch parameters; ``to_torch`` makes it.

    state[param] holds "step", a float32 number, and the fields of our optimizer's state by name: ``state_dict`` and
    ``load_state_dict`` are torch's own.
    """

    def __init__(self, params: Any, technique: Any, schedule: Schedule | None = None) -> None:
        """As ``to_torch``."""
        self.technique = technique
        self.schedule = schedule
        self._kinds: dict[Any, Callable[..., Any]] = {}  # of state, by parameter: some depend on its shape
        torchs_own: Any = super()
        torchs_own.__init__(params, {_setting(name): value for name, value in numbers(technique).items()})

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """As torch's. Raises SettingError for a setting that is unknown or not lawful."""
        for name in param_group.keys() - {"params", "param_names"} - self.defaults.keys():
            raise SettingError(
                f"unknown setting '{name}' of a group: known are {', '.join(sorted(self.defaults))}"
            )
        for name, lawful in self.technique.RANGES.items():
            value = param_group.get(_setting(name), self.defaults[_setting(name)])
            if not lawful.allows(float(value)):
                raise SettingError(f"{_setting(name)} is {value}; it must lie in {lawful.describe()}")
        torchs_own: Any = super()
        torchs_own.add_param_group(param_group)

    @_torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """One step of every parameter that has a gradient; gives what the closure, if any, returned.

        Raises RuntimeError for gradients that are sparse or complex.
        """
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            by_step: dict[float, list[Any]] = {}
            for param in group["params"]:
                if param.grad is not None:
                    by_step.setdefault(float(self._begun(param)[_STEP]), []).append(param)
            for step, params in by_step.items():
                self._move(params, self._at(group, step), step + 1)
        return loss

    @_torch.no_grad()
    def evaluation_weights(self) -> list[list[Array]]:
        """By group, the parameters to use outside of training: themselves but for schedule-free optimizers."""
        return [[self._used(param, group) for param in group["params"]] for group in self.param_groups]

    def _move(self, params: list[Any], optimizer: Any, t: float) -> None:
        named = {str(i): param for i, param in enumerate(params)}
        grads = {name: param.grad for name, param in named.items()}
        if any(grad.is_sparse or grad.is_complex() for grad in grads.values()):
            raise RuntimeError("sparse and complex gradients are not supported")
        memory = {name: self._memory(param) for name, param in named.items()}
        changes, kept = optimize(optimizer, memory, grads, named, t)
        for name, param in named.items():
            param.add_(changes[name])
            self.state[param].update(
                {
                    key: value.to(memory[name]._asdict()[key].dtype)
                    for key, value in kept[name]._asdict().items()
                }
            )
            self.state[param][_STEP] += 1

    def _begun(self, param: Any) -> dict[str, Any]:
        """A parameter's state, made at its first step."""
        state = cast("dict[str, Any]", self.state[param])
        if not state:
            state[_STEP] = torch.tensor(0.0)
            state.update(self.technique.init(param.detach())._asdict())
        return state

    def _memory(self, param: Any) -> Any:
        """The state as our optimizer knows it."""
        if param not in self._kinds:  # a state that was loaded has the fields and not their class
            self._kinds[param] = type(self.technique.init(param.detach()))
        return self._kinds[param](**{key: value for key, value in self._begun(param).items() if key != _STEP})

    def _at(self, group: dict[str, Any], step: float) -> Any:
        """The optimizer with a group's settings, and the schedule's rate for this step."""
        values = {name: group[_setting(name)] for name in self.technique.RANGES}
        if self.schedule is not None:
            values["learning_rate"] = self.schedule.at(values["learning_rate"], step)
        return with_numbers(self.technique, values)

    def _used(self, param: Any, group: dict[str, Any]) -> Array:
        if not hasattr(self.technique, "evaluation_weights") or param not in self.state:
            return param.detach()
        optimizer = self._at(group, float(self.state[param][_STEP]))
        return optimizer.evaluation_weights(self._memory(param), param.detach())


def _setting(name: str) -> str:
    """What torch calls a hyperparameter."""
    return "lr" if name == "learning_rate" else name
