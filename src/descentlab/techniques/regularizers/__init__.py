"""Regularizers: what keeps weights, gradients or outputs within bounds."""
