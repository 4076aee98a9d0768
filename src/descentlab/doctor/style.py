"""Advice on style, which makes no answer wrong: docstrings, file mode, line ends, pycodestyle."""

import ast
import os
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from descentlab.doctor.submission import Submission

_FIRST_LINE = b"#!/usr/bin/env python3"
_LONGEST = 2**16
_TOLD_ALREADY = {"W292"}  # no newline at the end of the file


def advice(path: Path, submission: Submission) -> list[str]:
    """What a grader might say of a file's style, a short line each."""
    return [*_file(path, submission.content), *_docstrings(submission.tree), *_pycodestyle(submission.content)]


def _file(path: Path, content: bytes) -> Iterator[str]:
    if not content.startswith(_FIRST_LINE):
        yield f"the first line is not {_FIRST_LINE.decode()}"
    if os.name == "posix" and not path.stat().st_mode & 0o100:
        yield "the file is not executable (chmod +x)"
    if b"\r\n" in content:
        yield "lines end as on Windows (CRLF)"
    if not content.endswith(b"\n"):
        yield "the last line has no end"


def _docstrings(tree: ast.Module | None) -> Iterator[str]:
    if tree is None:
        return
    if ast.get_docstring(tree) is None:
        yield "the module has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is None:
            yield f"{node.name} has no docstring"


def _pycodestyle(content: bytes) -> Iterator[str]:
    """The first finding of each kind, where pycodestyle is installed."""
    if find_spec("pycodestyle") is None or len(content) > _LONGEST:
        return
    pycodestyle: Any = import_module("pycodestyle")
    options = pycodestyle.StyleGuide(quiet=2, config_file=None).options
    report = pycodestyle.BaseReport(options)
    lines = content.decode("utf-8", "replace").replace("\r\n", "\n").splitlines(keepends=True)
    pycodestyle.Checker("answer.py", lines=lines, options=options, report=report).check_all()
    messages: dict[str, str] = report.messages
    for code in sorted(set(messages) - _TOLD_ALREADY):
        yield f"pycodestyle {code}: {messages[code]}"
