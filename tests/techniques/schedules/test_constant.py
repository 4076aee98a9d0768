"""The constant schedule."""

from descentlab.techniques.schedules.constant import Constant


def test_by_hand() -> None:
    assert [Constant().at(0.25, step) for step in (0.0, 1.0, 1e9)] == [0.25, 0.25, 0.25]
