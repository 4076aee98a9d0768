"""PyTorch: the loop that its tutorials show, with the data in memory and indexed by a permutation."""

import itertools
import sys
import time

from benchmarks.cases import LEARNING_RATE, case_named, prepared
from benchmarks.peers.measured import Measured, report


def main(name: str) -> Measured:
    """Trains one run."""
    import torch

    case = case_named(name)
    data = prepared(case.dataset)
    torch.manual_seed(0)
    if case.name == "digits":  # so small a network is faster on one core
        torch.set_num_threads(1)
    x, y = torch.from_numpy(data.x), torch.from_numpy(data.y).long()
    sizes = [x.shape[1], *case.hidden, 10]
    layers: list[torch.nn.Module] = []
    for inputs, units in itertools.pairwise(sizes):
        layer = torch.nn.Linear(inputs, units)
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
        layers += [layer, torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(model.parameters(), LEARNING_RATE)
    loss_of = torch.nn.CrossEntropyLoss()

    def epoch() -> None:
        for rows in torch.randperm(len(x)).split(case.batch_size):
            optimizer.zero_grad()
            loss_of(model(x[rows]), y[rows]).backward()
            optimizer.step()

    begin = time.perf_counter()
    epoch()
    start = time.perf_counter() - begin
    begin = time.perf_counter()
    for _ in range(case.epochs):
        epoch()
    seconds = time.perf_counter() - begin
    with torch.no_grad():
        predicted = model(torch.from_numpy(data.test_x)).argmax(dim=1).numpy()
    steps = -(-len(x) // case.batch_size) * case.epochs
    return Measured(seconds / steps, start, float((predicted == data.test_y).mean()))


if __name__ == "__main__":
    report(main(sys.argv[1]))
