moment = lambda b, old, g: b * old + (1. - b) * g
update_variables_momentum = lambda alpha, beta1, var, grad, v: (
    var - alpha * moment(beta1, v, grad), moment(beta1, v, grad))
