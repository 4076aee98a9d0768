import tensorflow as tf

def create_batch_norm_layer(x, nodes, act):
    init = tf.keras.initializers.VarianceScaling(scale=1.0, mode="fan_avg", distribution="truncated_normal")
    layer = tf.keras.layers.Dense(nodes, use_bias=False, kernel_initializer=init)
    z = layer(x)
    m = tf.reduce_mean(z, axis=0, keepdims=True)
    v = tf.reduce_mean((z - m) ** 2, axis=0, keepdims=True)
    gamma = tf.Variable(tf.constant(1.0, shape=(1, nodes)), name="gamma")
    beta = tf.Variable(tf.constant(0.0, shape=(1, nodes)), name="beta")
    return act(gamma * (z - m) / tf.sqrt(v + 1e-7) + beta)
