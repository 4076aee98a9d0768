"""Normalization constants, as in the optimization pack"""

FILE = "0-norm_constants.py"
SAME_AS = "../../optimization/doctor/norm_constants.py"
