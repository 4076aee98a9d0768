#!/usr/bin/env python3
"""Dropout"""
import numpy as np


def dropout(A, keep_prob, mask):
    """forward"""
    return A * mask / keep_prob


def dropout_backward(dA, keep_prob, mask):
    """backward"""
    return dA * mask / keep_prob
