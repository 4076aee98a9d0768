"""one line"""
early_stopping = lambda c, best, eps, p, n: [not (0 if best - c > eps else n + 1) < p, 0 if best - c > eps else n + 1]