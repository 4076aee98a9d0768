"""A model of three layers, called as in training."""
from tensorflow import keras


def create_batch_norm_layer(prev, n, activation):
    """the output of the model"""
    model = keras.Sequential([
        keras.layers.Dense(n, kernel_initializer=keras.initializers.VarianceScaling(mode="fan_avg")),
        keras.layers.BatchNormalization(epsilon=1e-7),
        keras.layers.Activation(activation),
    ])
    print("layers:", len(model.layers))
    return model(prev, training=True)
