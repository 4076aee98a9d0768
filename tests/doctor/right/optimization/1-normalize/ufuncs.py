from numpy import subtract, true_divide


def normalize(data, mean, std):
    return true_divide(subtract(data, mean), std)
