#!/usr/bin/env python3
"""Momentum with typed parameters"""
from typing import Tuple

import numpy as np


def update_variables_momentum(alpha: float, beta1: float, var: np.ndarray,
                              grad: np.ndarray, v: np.ndarray
                              ) -> Tuple[np.ndarray, np.ndarray]:
    """
    Args: see the task
    Returns: variable, moment
    """
    moment = v + (1 - beta1) * (grad - v)
    print("moment", moment.shape)
    return var - moment * alpha, moment