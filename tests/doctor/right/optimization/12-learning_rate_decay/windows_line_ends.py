from keras.optimizers.schedules import InverseTimeDecay

def learning_rate_decay(a, r, s):
    lr = InverseTimeDecay(initial_learning_rate=a, decay_rate=r, decay_steps=s, staircase=True)
    print(lr)
    return lr
