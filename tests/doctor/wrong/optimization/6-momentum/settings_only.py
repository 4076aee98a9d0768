# expect: returns no optimizer
#!/usr/bin/env python3
"""Momentum"""


def create_momentum_op(alpha, beta1):
    """What is needed"""
    return {"learning_rate": alpha, "momentum": beta1}
