"""Mini-batches: the shuffled data, batch_size rows at a time.

    batch k = rows k * batch_size to (k + 1) * batch_size - 1 of the shuffled X and Y

Notice the last batch: it holds what is left, so that no example is lost, and there is no empty one where batch_size
divides m. Gradient descent takes a step for each batch: steps are cheaper and many more, and each follows a noisy
estimate of the gradient.
"""

import sys
from pathlib import Path

from descentlab.data.preparation import mini_batches

if (folder := str(Path(__file__).resolve().parent)) not in sys.path:
    sys.path.insert(0, folder)  # exercise 2 lies beside this file, wherever the program runs
shuffle_data = __import__("2-shuffle_data").shuffle_data


def create_mini_batches(X, Y, batch_size):
    """A list of mini-batches (X_batch, Y_batch) of at most batch_size rows. X: (m, nx); Y: (m, ny).

    Raises descentlab.errors.SettingError for a batch_size below 1, DataError for matrices of different length.
    """
    return mini_batches(*shuffle_data(X, Y), batch_size=batch_size)
