"""RMSProp, as in the optimization pack"""

FILE = "10-rmsprop.py"
SAME_AS = "../../optimization/doctor/rmsprop.py"
