# expect: Adam in the place of RMSProp
from tensorflow.keras.optimizers import Adam


def create_RMSProp_op(alpha, beta2, epsilon):
    return Adam(learning_rate=alpha, beta_2=beta2, epsilon=epsilon)
