"""Learning rate decay, as in the optimization pack"""

FILE = "12-learning_rate_decay.py"
SAME_AS = "../../optimization/doctor/learning_rate_decay.py"
