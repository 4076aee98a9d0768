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


def advice(path: Path, submission: Submission, name: str) -> list[str]:
    """What a grader might say of a file's style, a short line each. name: what the file is asked to be called."""
    if submission.tree is None:
        return []
    misnamed = path.name != name and path.name.lower() == name.lower()
    named = [f"the file's name must be {name}"] if misnamed else []
    content = submission.content
    return [*named, *_file(path, content), *_docstrings(submission.tree), *_pycodestyle(content)]


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
    lines = content.decode("utf-8", "replace").replace("\r\n", "\n").splitlines(keepends=True)
    found: dict[str, tuple[int, str]] = {}

    class First(pycodestyle.BaseReport):
        """Keeps the first finding of each kind."""

        def error(self, line_number: int, offset: int, text: str, check: Any) -> None:
            del offset, check
            found.setdefault(text[:4], (line_number, text[5:]))

    pycodestyle.Checker("answer.py", lines=lines, options=options, report=First(options)).check_all()
    for code in sorted(set(found) - _TOLD_ALREADY):
        line, text = found[code]
        yield f"pycodestyle {code}, line {line}: {text}"
