"""``descentlab``: the commands, and how their errors reach the terminal."""

import os
import sys

import typer

from descentlab.cli import check, claims, compare, conform, conventions, doctor, listing, techniques, train
from descentlab.errors import DescentlabError

app = typer.Typer(
    name="descentlab",
    help="Compare training recipes for neural networks on your data, with evidence, in seconds.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("compare")(compare.compare_command)
app.command("train")(train.train_command)
app.command("predict")(train.predict_command)
app.command("check")(check.check_command)
app.command("list")(listing.list_command)
app.command("report")(listing.report_command)
app.command("data")(listing.data_command)
app.command("claims")(claims.claims_command)
app.command("conform")(conform.conform_command)
app.command("doctor")(doctor.doctor_command)
app.command("techniques")(techniques.techniques_command)
app.command("conventions")(conventions.conventions_command)


def run() -> None:
    """Runs the command line: an error of the user's is one line and exit code 2, never a traceback."""
    try:
        app()
    except DescentlabError as error:
        print(f"descentlab: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        print(f"descentlab: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    run()
