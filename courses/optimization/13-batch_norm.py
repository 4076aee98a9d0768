"""Batch normalization: each feature is normalized over the batch, then scaled and moved by what is learned.

For each feature, over its m entries Z:

    mean     = sum(Z) / m                 variance = sum((Z - mean)^2) / m
    Z'       = gamma * (Z - mean) / sqrt(variance + epsilon) + beta

Notice that gamma and beta become the feature's deviation and mean: the network may undo the normalization, but it no
longer has to follow the layers before. Epsilon joins the variance, inside the root; so a constant feature gives beta.
"""

from descentlab.arrays import floats
from descentlab.techniques.layers.batch_norm import BatchNorm

UNUSED = {"moving_mean": 0.0, "moving_variance": 1.0}  # averages over batches, which serve outside of training


def batch_norm(Z, gamma, beta, epsilon):
    """The normalized matrix (m, n), a new one. Z: (m, n); gamma, beta: scale and offset of each feature, (1, n)."""
    Z, gamma, beta = floats(Z, gamma, beta)
    return BatchNorm(epsilon=epsilon).forward({"gamma": gamma, "beta": beta}, UNUSED, Z, {})[0]
