"""Training: from techniques and data to learning curves and weights, eagerly or as compiled populations."""
