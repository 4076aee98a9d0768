import numpy as np
normalization_constants = lambda X: (X.T.mean(axis=1), np.sqrt(X.T.var(axis=-1)))