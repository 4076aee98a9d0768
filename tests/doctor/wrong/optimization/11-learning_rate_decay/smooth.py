# expect: no staircase
#!/usr/bin/env python3
"""Decay"""


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    """inverse time decay"""
    alpha = alpha / (1 + decay_rate * (global_step / decay_step))
    return alpha
