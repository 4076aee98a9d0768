"""Settings that every test shares; what is heavy is imported by the tests that need it."""

import os
import signal

from hypothesis import settings

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # workers share the cores: more threads only wait
    os.environ.setdefault(threads, "1")
os.environ.setdefault("KERAS_BACKEND", "jax")  # Keras reads it when it is first imported
os.environ.setdefault("JAX_NUM_CPU_DEVICES", "2")  # populations spread, whichever test starts JAX first

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a job in the background: tests of Ctrl-C need it
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("descentlab", deadline=None, derandomize=True)
settings.load_profile("descentlab")
