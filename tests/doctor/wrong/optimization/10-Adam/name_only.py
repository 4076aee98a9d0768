# expect: returns text
def create_Adam_op(alpha, beta1, beta2, epsilon):
    """keras knows it by name"""
    return "adam"
