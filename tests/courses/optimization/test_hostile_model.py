"""A Keras file with code in it, in the place of the course's own model: refused by Keras, and the code is not run."""

import subprocess
import sys

import pytest
from course_runs import COURSE

PROGRAM = """
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
import tensorflow as tf
from examples.network import untrained
from examples.settings import Settings

layers = tf.keras.layers
run = lambda x: (Path("canary").touch(), x)[1]
tf.keras.Sequential([tf.keras.Input((784,)), layers.Lambda(run), layers.Dense(10)]).save("model.h5")
Path("canary").unlink()  # building the model has run it: the file of it must not
try:
    untrained(784, Settings(data=Path()))
except (ValueError, TypeError) as error:
    print(type(error).__name__, str(error)[:500])
print("canary:", Path("canary").exists())
"""


@pytest.mark.long
@pytest.mark.fault(45)
def test_marshalled_code_in_an_h5_file_is_not_run(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, COURSE], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "Lambda" in done.stdout
    assert done.stdout.splitlines()[-1] == "canary: False"
