import numpy as np
update_variables_RMSProp = lambda a, b, e, x, g, s: (
    np.round(x - a * g / (e + (b * s + (1 - b) * g ** 2) ** .5), 8), np.round(b * s + (1 - b) * g ** 2, 8))