def l1_cost(cost, weights, lambda_, m):
    for w in weights:
        for row in w:
            cost += sum(abs(x) for x in row) * lambda_ / m
    return cost


def sign(x):
    if x > 0:
        return 1
    elif x < 0:
        return -1
    return 0


def l1_gradient(dW, W, lambda_, m):
    return [[g + sign(w) * lambda_ / m for g, w in zip(gs, ws)] for gs, ws in zip(dW, W)]
