"""Augmentations: random changes of the training examples that leave their meaning."""
