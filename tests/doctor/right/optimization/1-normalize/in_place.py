#!/usr/bin/env python3
"""Normalize"""


def normalize(X, m, s):
    """writes into X"""
    X -= m
    X /= s
    return X
