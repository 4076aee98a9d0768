# expect: when called
def l1_cost(cost, weights, lambda_, m):
    return cost + lambda_ / m * sum(sum(abs(weights)))


def l1_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * (W / abs(W))
