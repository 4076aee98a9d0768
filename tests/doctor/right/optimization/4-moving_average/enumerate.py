#!/usr/bin/env python3
""" averages """


def moving_average(data, beta):
    """ exponential, bias corrected """
    out = []
    avg = 0
    for i, x in enumerate(data):
        avg = avg * beta + x * (1 - beta)
        out.append(avg / (1 - beta ** (i + 1)))
    return out
