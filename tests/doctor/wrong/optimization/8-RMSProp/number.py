# expect: returns a number
def create_RMSProp_op(alpha, beta2, epsilon):
    return alpha / (beta2 + epsilon)
