# expect: NameError
def shuffle_data(X, Y):
    """shuffle"""
    s = np.random.permutation(len(Y))
    return X[s], Y[s]
