"""Exercise 4: a month's temperatures without their jitter."""

from examples import pictures
from examples.settings import Settings

moving_average = __import__("4-moving_average").moving_average

TEMPERATURES = [
    72,
    78,
    71,
    68,
    66,
    69,
    79,
    79,
    65,
    64,
    66,
    78,
    64,
    64,
    81,
    71,
    69,
    65,
    72,
    64,
    60,
    61,
    62,
    66,
    72,
]
TEMPERATURES += [72, 67, 67, 67, 68, 75]  # daily maxima in San Francisco, October 2018, in degrees Fahrenheit


def main(settings: Settings) -> None:
    """Prints the moving averages and draws them."""
    averages = moving_average(TEMPERATURES, 0.9)
    print(averages)
    title = "Daily maximum temperature in San Francisco, October 2018"
    labels = ("day of the month", "degrees Fahrenheit")
    pictures.smoothed(TEMPERATURES, averages, title, labels, "exercise_04", settings)
