import numpy as np
learning_rate_decay = lambda a, d, g, s: np.array(a) * (1 + d * ((g - g % s) / s)) ** -1
exponential_decay = lambda a, d, g, s: float(np.exp(np.log(a) + divmod(g, s)[0] * np.log(d)))