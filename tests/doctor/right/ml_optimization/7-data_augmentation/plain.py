#!/usr/bin/env python3
"""Augmentation"""
import numpy as np


def flip_left_right(images):
    """mirror"""
    return np.flip(images, axis=2)


def shift(images, dy, dx):
    """roll, then blank what came round"""
    out = np.roll(images, (dy, dx), axis=(1, 2))
    if dy > 0:
        out[:, :dy] = 0
    elif dy < 0:
        out[:, dy:] = 0
    if dx > 0:
        out[:, :, :dx] = 0
    elif dx < 0:
        out[:, :, dx:] = 0
    return out
