import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab import data
from descentlab.errors import DataError

PLAIN = "height,weight,kind\n1.5,2,a\n2.5,-3e2,b\n3.,.5,a\n"


def test_a_plain_file(write):
    dataset = data.load(write(PLAIN, "people.csv"))
    assert dataset.name == "people.csv"
    assert dataset.feature_names == ("height", "weight")
    assert dataset.features.tolist() == [[1.5, 2], [2.5, -300], [3, 0.5]]
    assert dataset.classes == ("a", "b")
    assert dataset.targets.tolist() == [0, 1, 0]
    assert dataset.target_names == ("kind",)
    assert dataset.notes == ("the last column, 'kind', is taken as the target",)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", " | ").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace("\n", "\n\n").encode(),
        b"\n" + PLAIN.encode(),
        PLAIN.replace("a", '"a"').replace("height", '"height"').encode(),
        PLAIN.replace(",", ";").replace(".", ",").encode(),
    ],
)
@pytest.mark.fault(19)
def test_other_ways_of_writing_it_give_the_same_data(write, content):
    assert data.load(write(content)).fingerprint == data.load(write(PLAIN, "plain.csv")).fingerprint


@pytest.mark.fault(19)
def test_quoted_separators_and_line_breaks(write):
    path = write('"a;b","c\nd","say ""x"""\n1,2,"one\ntwo"\n3,4,"x, y"\n5,,z\n')
    with pytest.raises(DataError, match=r"line 6, column 'c\\nd'"):
        data.load(path)
    dataset = data.load(write('"a;b","c\nd","say ""x"""\n1,2,"one\ntwo"\n3,4,"x, y"\n'))
    assert dataset.feature_names == ("a;b", "c\nd")
    assert dataset.target_names == ('say "x"',)
    assert dataset.classes == ("one\ntwo", "x, y")


def test_the_target_is_named(write):
    path = write(PLAIN)
    dataset = data.load(path, target="weight")
    assert dataset.target_names == ("weight",)
    assert dataset.feature_names == ("height", "kind=a", "kind=b")
    assert dataset.features[:, 1:].tolist() == [[1, 0], [0, 1], [1, 0]]
    assert dataset.task == "regression"
    assert any("'kind' is text: encoded as 'kind=a', 'kind=b'" in note for note in dataset.notes)
    both = data.load(path, target=["weight", "height"])
    assert both.targets.tolist() == [[2, 1.5], [-300, 2.5], [0.5, 3]]
    assert both.target_names == ("weight", "height")


def test_targets_that_do_not_fit_are_refused(refused, write):
    path = write(PLAIN)
    refused(
        DataError, [path, "target column 'heigth'", "did you mean 'height'"], data.load, path, target="heigth"
    )
    refused(DataError, ["named", "twice"], data.load, path, target=["height", "height"])
    refused(DataError, ["only the target"], data.load, path, target=["height", "weight", "kind"])
    refused(DataError, ["'kind'", "several targets"], data.load, path, target=["height", "kind"])
    refused(DataError, ["target row 0", "'a'"], data.load, path, task="regression")
    wide = write(",".join(f"column{i}" for i in range(100)) + "\n" + ",".join("1" * 100) + "\n")
    message = refused(DataError, ["column77", "95 more"], data.load, wide, target="column_77")
    assert len(message) < 400


@pytest.mark.fault(12)
def test_whole_number_and_bool_columns(write):
    dataset = data.load(write("id,flag,y\n9007199254740993,true,0\n1,false,1\n"))
    assert dataset.feature_names == ("id", "flag=false", "flag=true")
    assert any("'id'" in note and "2^53" in note for note in dataset.notes)
    labels = data.load(write("x,y\n1,9007199254740993\n2,9007199254740992\n"), task="classification")
    assert labels.classes == ("9007199254740992", "9007199254740993")


def test_labels_that_mix_numbers_and_text_need_to_be_said_to_be_classes(refused, write):
    path = write("x,y\n1,3\n2,4a\n3,3\n")
    refused(DataError, ["line 3", "'y'", "'4a'", "task='classification'"], data.load, path)
    assert data.load(path, task="classification").classes == ("3", "4a")
    assert data.load(write("x,y\n1,+\n2,-\n")).classes == ("+", "-")
    assert data.load(write('x,y\n1,"1,2"\n2,"1,3"\n'), task="classification").classes == ("1,2", "1,3")


def test_a_header_of_numbers_may_be_a_header(write):
    assert data.load(write("2019,2020,y\n1,2,a\n3,4,b\n")).feature_names == ("2019", "2020")
    assert data.load(write("0,1\n1,x\n2,y\n")).feature_names == ("0",)


@pytest.mark.parametrize("cell", ["", " ", "NA", "n/a", "NaN", "-nan", "null", "inf", "-Infinity", "1e999"])
@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.fault(1, 18)
def test_missing_cells_are_counted_and_placed(refused, write, cell, column):
    row = ["5", "5"]
    row[column] = cell
    path = write(f"a,b\n1,2\n3,4\n{','.join(row)}\n6,7\n{','.join(row)}\n")
    parts = [path, "line 4", f"column '{'ab'[column]}'", f"'{cell.strip()}'", "2 such cells", "fill"]
    refused(DataError, parts, data.load, path)


@pytest.mark.parametrize("cell", ["#DIV/0!", "#N/A", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"])
@pytest.mark.fault(1, 20)
def test_spreadsheet_errors_are_named(refused, write, cell):
    refused(DataError, ["line 2", "'b'", cell, "1 such cell"], data.load, write(f"a,b,c\n1,{cell},2\n3,4,5\n"))


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("", ["empty"]),
        (" \n\n", ["empty"]),
        ("a,b\n", ["no rows"]),
        ("a\n1\n2\n", ["line 1", "one column", "'a'"]),
        ("a,b\n1,2\n3\n", ["line 3", "1 cell ", "header 2"]),
        ("a,b\n1,2\n3,4,5\n", ["line 3", "3 cells"]),
        ("a;b\n1,2\n", ["line 2", "1 cell"]),
        ('a,b\n"x\ny",2\n3\n', ["line 4", "1 cell"]),
        ("a,,b\n1,2,3\n", ["line 1", "column 2", "no name"]),
        ("a,b,a\n1,2,3\n", ["line 1", "columns 1 and 3", "'a'"]),
        ("1.5,2,a\n1,2,b\n", ["line 1", "looks like data", "header"]),
        ("5,3,a\n5,2,b\n4,1,a\n", ["line 1", "looks like data", "header"]),
        ("1.5,2,0\n1,2,1\n", ["line 1", "looks like data", "header"]),
        ('a,b\n1,"2\n', ["line 2", "quote"]),
        ("a,b\n" + "x" * 200_000 + ",1\n", ["line 2", "too long"]),
        (b"a,b\n1,caf\xe9\n2,y\n", ["line 2", "UTF-8"]),
        (b"\xff\xfea\x00,\x00b\x00\n", ["UTF-16"]),
        ("a,b\n1,x\n2,y\0\n", ["line 3", "NUL"]),
        ("a,b\n1,x\n2,y\n".encode("utf-16-le"), ["line 1", "NUL"]),
        ('a,b,c\n1,"1,234",x\n2,"2,345",y\n', ["line 2", "'b'", "'1,234'", "comma"]),
        ("a;b;c\n1;1,234;x\n2;2,345;y\n", ["line 2", "'1,234'", "1234.5"]),
        ("a;b;c\n1;1,5;x\n2;1.5;y\n", ["line 2", "'1,5'", "line 3 has a decimal point"]),
        ("a;b;c\n1;1,5;x\n2.5;2;y\n", ["'1,5'", "decimal point"]),
        ("a;b;c\n1;1,5;x\n2;1,234,567;y\n", ["'1,5'", "comma"]),
        ("a;b;c\n1;1,5;x\n2;1.234,5;y\n", ["line 3", "'1.234,5'", "not a number"]),
        ("a;b;c\n1;1,5;x\n2;oops;y\n", ["line 3", "'oops'", "not a number"]),
        ("a,b,c\n1,2,x\n2,oops,y\n", ["line 3", "'b'", "'oops'", "drop"]),
        ("a,b,c\n1,1_000,x\n2,3,y\n", ["line 2", "'1_000'"]),
        ("a,b,c\n1,١٢,x\n2,3,y\n", ["line 2", "'١٢'"]),
        ("a,b,c\n1,0x10,x\n2,3,y\n", ["line 2", "'0x10'"]),
        ("a,b,c\n1,12%,x\n2,13%,y\n", ["line 2", "'b'", "'12%'", "not a number"]),
        ("a,b,c\n1,2024-01-05,x\n2,2024-01-06,y\n", ["line 2", "'2024-01-05'"]),
        (
            "a,city,y\n" + "".join(f"1,city{i},{i % 2}\n" for i in range(21)),
            ["'city'", "21", "'city0'", "line 2"],
        ),
        ("a,a=x,a=y,t\nx,1,2,u\ny,1,2,v\n", ["'a=x'", "rename"]),
        ("a,b\n1,x\n2,x\n", ["one class", "'x'"]),
    ],
)
@pytest.mark.fault(18, 19, 20)
def test_files_that_cannot_be_used_are_refused(refused, write, content, parts):
    path = write(content)
    refused(DataError, [path, *parts], data.load, path)


@pytest.mark.fault(49)
def test_hostile_text_is_only_text(refused, write):
    names = ["=cmd()", "</script><script>alert(1)</script>", "../../etc", "\x1b[2Jx", "y"]
    text = io.StringIO()
    csv.writer(text).writerows([names, [1, 2, 3, 4, "<b>"], [5, 6, 7, 9, "=1+1"]])
    dataset = data.load(write(text.getvalue()))
    assert dataset.feature_names == tuple(names[:4])
    assert dataset.classes == ("<b>", "=1+1")
    refused(DataError, [r"'\x1b[2Jx'"], data.load, write(text.getvalue().replace("9", "")))


def test_a_folder_or_pipe_is_not_a_file(refused, tmp_path):
    (tmp_path / "x.csv").mkdir()
    refused(DataError, ["no data in this folder"], data.load, tmp_path / "x.csv")


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**60), 2**60)
labels = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=8).filter(
    lambda text: (
        any(c.isalpha() for c in text) and text.strip().lower() not in ("na", "nan", "null", "inf", "infinity")
    )
)


@given(st.lists(st.tuples(numbers, numbers, labels), min_size=2, max_size=12), st.sampled_from(",;\t|"))
def test_what_the_standard_writer_writes_is_read_back(tmp_path_factory, rows, separator):
    rows = [*rows, (0, 0, "first class"), (1, 1, "second class")]
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerow(["a", "b", "label"])
        writer.writerows(rows)
    dataset = data.load(path, target="label", task="classification")
    assert dataset.features.tolist() == [[float(a), float(b)] for a, b, _ in rows]
    assert [dataset.classes[i] for i in dataset.targets] == [label.strip() for _, _, label in rows]


@given(st.binary(max_size=300) | st.text("ab,;\"'\n\r\t1.\0é", max_size=80).map(str.encode))
@pytest.mark.fault(17, 19)
def test_any_bytes_are_read_or_refused_in_one_line(tmp_path_factory, outcome, content):
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    path.write_bytes(content)
    result = outcome(path)
    assert result.isprintable() if isinstance(result, str) else np.isfinite(result.features).all()
