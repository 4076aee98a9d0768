import math
import tensorflow as tf

def stairs(step, size):
    return int(step / size)

def learning_rate_decay(a: float, r: float, step: int, size: int) -> float:
    return round(a / (1 + stairs(step, size) * r), 8)

def exponential_decay(a: float, r: float, step: int, size: int) -> float:
    return a * math.pow(r, stairs(step, size))
