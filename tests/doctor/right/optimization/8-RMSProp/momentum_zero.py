#!/usr/bin/env python3
''' RMSProp '''
import tensorflow as tf
import os
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'


def create_RMSProp_op(alpha: float, beta2: float, epsilon: float):
    ''' makes an optimizer, says so '''
    settings = {'learning_rate': alpha, 'rho': beta2, 'momentum': 0.0,
                'epsilon': epsilon, 'centered': False}
    print('RMSprop', settings)
    return tf.optimizers.RMSprop(**settings)
