"""Files that are no answer yet: each told for what it is, without being run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from descentlab.doctor import pack, submission
from descentlab.doctor.diagnosis import Diagnosis

Ask = Callable[..., Diagnosis]
EXERCISES = pack.load("optimization")
ADAM = next(one for one in EXERCISES if one.file == "9-Adam.py")


def trouble(tmp_path: Path, content: str | bytes) -> tuple[str, str, str]:
    file = tmp_path / "answer.py"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    found = submission.read(file, ADAM, EXERCISES).trouble
    return ("", "", "") if found is None else found


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        ("", "unfinished", "empty file"),
        ("\n  \n", "unfinished", "empty file"),
        ("pass\n", "unfinished", "not written yet"),
        ("import numpy as np\n", "unfinished", "not written yet"),
        ('"""Adam."""\nimport numpy\n', "unfinished", "not written yet"),
        ("def update_variables_Adam(a):\n    '''Doc.'''\n    pass\n", "unfinished", "does nothing yet"),
        ("def update_variables_Adam(a):\n    raise NotImplementedError\n", "unfinished", "does nothing yet"),
        ("def update_variables_Adam(a): ...\n", "unfinished", "does nothing yet"),
        (b"x = '\xe9'\n", "wrong", "UTF-8"),
        (b"# coding: nonsense\n", "wrong", "UTF-8"),
        (b"\x00\x01", "wrong", "null bytes"),
        ("<<<<<<< HEAD\nx = 1\n", "wrong", "Line 1 is left over from a merge"),
        ("def f(:\n", "wrong", "Line 1"),
        ("print 'x'\n", "wrong", "Line 1"),
        ("x = " + "(" * 1000, "wrong", "Line 1"),
        ("x = " + "-" * 100_000 + "1", "wrong", "Python"),
        ("update = __import__('9-Adam').update_variables_Adam\n", "wrong", "imports itself"),
        ("update_variables_Adam = __import__('9-Adam').update_variables_Adam\n", "wrong", "imports itself"),
        ("def update_variables_RMSProp(a): return a\n", "wrong", "7-RMSProp.py"),
        ("def update_variables_adam(a): return a\n", "wrong", "misspelt"),
        ("def adam_update_variable(a): return a\n", "wrong", "It defines adam_update_variable"),
        ("class A:\n    def update_variables_Adam(self): return 1\n", "wrong", "left margin"),
    ],
)
def test_it_is_told(content: str | bytes, status: str, words: str, tmp_path: Path) -> None:
    found = trouble(tmp_path, content)
    assert found[0] == status
    assert words in " ".join(found)


@pytest.mark.parametrize(
    "content",
    [
        "update_variables_Adam = lambda *a: a\n",
        "from helpers import *\n",
        "def update_variables_Adam(*a):\n    pass\ndef update_variables_Adam(*a):\n    return a\n",
        "import functools\n@functools.singledispatch\ndef update_variables_Adam(*a):\n    raise NotImplementedError\n",
        "from helpers import adam as update_variables_Adam\n",
        "if True:\n    def update_variables_Adam(*a):\n        return a\n",
        "try:\n    import numpy\nexcept ImportError:\n    pass\nelse:\n    update_variables_Adam = print\n",
        "\ufeffdef update_variables_Adam(*a):\n    return a\n",
        "def update_variables_Adam(*a):\r\n    return a\r\n",
        "# -*- coding: latin-1 -*-\ndef update_variables_Adam(*a):\n    return a\n",
        "def update_variables_Adam(*a):\n    return a\nif __name__ == '__main__':\n    __import__('9-Adam')\n",
    ],
)
def test_an_answer_in_any_form_is_let_through(content: str, tmp_path: Path) -> None:
    assert trouble(tmp_path, content) == ("", "", "")


def test_a_long_file_is_not_read_whole(tmp_path: Path) -> None:
    assert "megabyte" in trouble(tmp_path, "#" * (submission.LARGEST + 1))[2]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("import tensorflow as tf\nx = tf.placeholder(1)\n", "tf.placeholder"),
        ("x = tf.train.AdamOptimizer(1)\n", "tf.train.AdamOptimizer"),
        ("x = tf.layers.Dense(1)\n", "tf.layers.Dense"),
        ("import tensorflow.compat.v1 as tf\n", ""),
        ("import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n", "tf.disable_v2_behavior"),
        ("x = tf.compat.v1.layers.Dense(1)\n", "tf.compat.v1.layers.Dense"),
        ("x = tf.keras.optimizers.Adam(1)\n", ""),
        ("x = tf.keras.layers.Dense(1)\n", ""),
    ],
)
def test_tensorflow_one_is_recognized(content: str, found: str, tmp_path: Path) -> None:
    file = tmp_path / "answer.py"
    file.write_text(content)
    assert submission.first_edition(submission.read(file, ADAM, EXERCISES).tree) == found
