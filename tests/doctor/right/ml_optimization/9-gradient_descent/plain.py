#!/usr/bin/env python3
"""Gradient descent"""


def gradient_descent(alpha, var, grad):
    """a step"""
    return var - alpha * grad
