"""no numpy at all"""


def l2_cost(cost, weights, lambda_, m):
    total = 0.0
    for matrix in weights:
        for row in matrix:
            for entry in row:
                total = total + entry * entry
    cost = cost + total * lambda_ * 0.5 / m
    print(cost)
    return cost


def l2_gradient(dW, W, lambda_, m):
    answer = []
    for g, w in zip(dW, W):
        answer.append([a + lambda_ * b / m for a, b in zip(g, w)])
    return answer
