class Average:
    def __init__(self, beta):
        self.beta, self.v, self.power = beta, 0.0, 1.0

    def add(self, x):
        self.power *= self.beta
        self.v += (1 - self.beta) * (x - self.v)
        return round(self.v / (1 - self.power), 8)


def moving_average(data, beta):
    a = Average(beta)
    return list(map(a.add, data))
