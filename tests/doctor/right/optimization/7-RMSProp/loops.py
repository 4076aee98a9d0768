"""entry by entry"""
import math


def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    """lists of lists"""
    new_var, new_s = [], []
    for i in range(len(var)):
        new_var.append([])
        new_s.append([])
        for j in range(len(var[i])):
            moment = beta2 * s[i][j] + (1 - beta2) * math.pow(grad[i][j], 2)
            new_s[i].append(float(moment))
            new_var[i].append(float(var[i][j] - alpha * grad[i][j] / (math.sqrt(moment) + epsilon)))
    return new_var, new_s
