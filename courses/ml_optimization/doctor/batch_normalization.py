"""Batch normalization, as in the optimization pack"""

FILE = "5-batch_normalization.py"
SAME_AS = "../../optimization/doctor/batch_norm.py"
