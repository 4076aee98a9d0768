"""The page on the doctor shows the example pack as it is."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_shows_the_example_whole() -> None:
    page = (ROOT / "docs" / "doctor.md").read_text()
    example = (ROOT / "docs" / "examples" / "statistics_pack" / "weighted_mean.py").read_text()
    assert f"```python\n{example}```" in page
