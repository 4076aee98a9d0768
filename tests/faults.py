"""Which tests show which fault: the markers ``fault(number)``, and the last column of docs/faults.md's table.

python -m tests.faults            says what stands behind each fault
python -m tests.faults --write    writes that column anew
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "faults.md"
NUMBERS = range(1, 54)
IMPOSSIBLE = "Cannot happen:"
"""How the text of a fault begins that nothing here can run into."""
_MARKER = "pytest.mark.fault"
_ROW = re.compile(r"\| (\d+) \| ([^|]+) \| ([^|]+) \|([^|]*)\|")


def marked(file: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The tests of a file that carry numbers, and the numbers; those of the whole module under the name "".

    Raises ValueError, naming the line, for a marker that belongs to no test, and for one without whole numbers.
    """
    text = file.read_text(encoding="utf-8")
    if _MARKER not in text:
        return
    tree = ast.parse(text)
    seen = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            places = node.decorator_list
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            places = [node.value]
        else:
            continue
        calls = [call for place in places for call in _markers(place)]
        seen += len(calls)
        numbers = [number for call in calls for number in _numbers(call, file)]
        if numbers:
            yield getattr(node, "name", ""), tuple(sorted(set(numbers)))
    if seen != len(list(_markers(tree))):
        raise ValueError(f"{file.name}: a marker of a fault that belongs to no test")


@cache
def files() -> dict[int, dict[str, int]]:
    """By fault: how many tests show it in each file, named as seen from ``tests/``."""
    found: dict[int, dict[str, int]] = {number: {} for number in NUMBERS}
    for file in sorted(TESTS.rglob("test_*.py")):
        for _, numbers in marked(file):
            for number in numbers:
                if number not in found:
                    raise ValueError(f"{file.name}: there is no fault {number}")
                place = file.relative_to(TESTS).as_posix()
                found[number][place] = found[number].get(place, 0) + 1
    return found


def rows(page: str) -> dict[int, tuple[str, str]]:
    """By fault: its name and what happens, as the page says."""
    return {int(row[1]): (row[2], row[3]) for row in _ROW.finditer(page)}


def written(page: str) -> str:
    """The page with the table's last column written from the markers."""
    found = files()
    return _ROW.sub(lambda row: f"| {row[1]} | {row[2]} | {row[3]} | {_told(found[int(row[1])])} |", page)


def _markers(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == _MARKER:
            yield node


def _numbers(call: ast.Call, file: Path) -> Iterator[int]:
    for argument in call.args:
        if not isinstance(argument, ast.Constant) or type(argument.value) is not int:
            raise ValueError(f"{file.name}, line {call.lineno}: a fault is named by its number")
        yield argument.value


def _told(places: dict[str, int]) -> str:
    """Links to the files that the tests are in."""
    links = [f"[{Path(place).stem.removeprefix('test_')}](../tests/{place})" for place in places]
    return ", ".join(links) or "-"


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    for number, places in files().items():
        print(number, ", ".join(f"{place} {n}" for place, n in places.items()) or "-")
