"""Batch normalization in TensorFlow, as in the optimization pack"""

FILE = "13-batch_normalization_tensorflow.py"
SAME_AS = "../../optimization/doctor/batch_norm_layer.py"
