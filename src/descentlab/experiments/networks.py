"""Networks known by name, as texts for the setting ``layers``; ``activation`` stands for the recipe's own."""

NETWORKS = {
    "lenet": (
        "conv2d(filters=6, size=5), activation, max_pool2d, conv2d(filters=16, size=5), activation, max_pool2d, "
        "flatten, dense(units=120), activation, dense(units=84), activation"
    ),
    "residual_mlp": "dense(units=64), "
    + ", ".join(4 * ["residual(layers=[layer_norm, dense(units=64), activation, dense(units=64)])"])
    + ", layer_norm",
}
"""lenet: LeCun et al. (1998), Gradient-based learning applied to document recognition, with today's activations
and max pooling. residual_mlp: nine dense layers deep, in four pre-normalized residual blocks."""
