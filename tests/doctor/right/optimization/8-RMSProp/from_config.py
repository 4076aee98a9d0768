import tensorflow as tf
create_RMSProp_op = lambda a, b, e: tf.keras.optimizers.get(
    {"class_name": "RMSprop", "config": {"learning_rate": a, "rho": b, "epsilon": e}})
