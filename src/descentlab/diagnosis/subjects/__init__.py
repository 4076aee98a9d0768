"""What a gradient check can look at: networks, techniques, functions, and models of Keras, JAX and PyTorch."""
