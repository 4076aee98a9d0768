#!/usr/bin/env python3
"""Decay"""


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    """inverse time"""
    return alpha / (1 + decay_rate * (global_step // decay_step))


def exponential_decay(alpha, decay_rate, global_step, decay_step):
    """exponential"""
    return alpha * decay_rate ** (global_step // decay_step)
