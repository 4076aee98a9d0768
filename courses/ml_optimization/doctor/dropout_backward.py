"""Dropout: backward"""

SAME_AS = "dropout.py"
FUNCTION = "dropout_backward"
PARAMETERS = ("dA", "keep_prob", "mask")
RETURNS = ("the gradient before dropout",)
