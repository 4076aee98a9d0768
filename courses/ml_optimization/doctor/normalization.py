"""Normalization, as in the optimization pack"""

FILE = "1-normalization.py"
SAME_AS = "../../optimization/doctor/normalize.py"
