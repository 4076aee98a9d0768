"""Learning rate decay: the rate falls in stairs, by inverse time.

    rate = alpha / (1 + decay_rate * floor(global_step / decay_step))

Notice the whole-number division: the rate stays for decay_step steps and then falls. The stairs get lower and lower: a
half, a third, a quarter of alpha for decay_rate = 1.
"""

from descentlab.techniques.schedules.inverse_time import InverseTime


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    """The rate after global_step steps. alpha: first rate; decay_rate: how fast it falls; decay_step: steps a stair."""
    return InverseTime(decay_step, decay_rate, staircase=True).at(alpha, global_step)
