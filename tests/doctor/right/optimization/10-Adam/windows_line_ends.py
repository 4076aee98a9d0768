from keras.optimizers import Adam

def create_Adam_op(lr, b1, b2, eps):
    print("using", lr, b1, b2, eps)
    opt = Adam(epsilon=eps, beta_2=b2, beta_1=b1, learning_rate=lr)
    return opt