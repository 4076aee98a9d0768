"""Adam, as in the optimization pack"""

FILE = "11-adam_optimizer.py"
SAME_AS = "../../optimization/doctor/adam.py"
IN_PLACE = ()
