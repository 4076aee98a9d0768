"""``descentlab``: the commands, and how their errors reach the terminal."""

import os
import sys
from contextlib import suppress
from typing import NoReturn

import typer

from descentlab.cli import (
    across,
    check,
    claims,
    compare,
    conform,
    conventions,
    diagnose,
    doctor,
    export,
    listing,
    resume,
    techniques,
    train,
    verify,
)
from descentlab.cli.terminal import plain
from descentlab.errors import DescentlabError

app = typer.Typer(
    name="descentlab",
    help="Compare training recipes for neural networks on your data, with evidence, in seconds.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("compare")(compare.compare_command)
app.command("resume")(resume.resume_command)
app.command("diagnose")(diagnose.diagnose_command)
app.command("verify")(verify.verify_command)
app.command("train")(train.train_command)
app.command("predict")(train.predict_command)
app.command("check")(check.check_command)
app.command("list")(listing.list_command)
app.command("report")(listing.report_command)
app.command("data")(listing.data_command)
app.command("across")(across.across_command)
app.command("export")(export.export_command)
app.command("claims")(claims.claims_command)
app.command("conform")(conform.conform_command)
app.command("doctor")(doctor.doctor_command)
app.command("techniques")(techniques.techniques_command)
app.command("conventions")(conventions.conventions_command)

for _command in app.registered_commands:
    _command.callback = plain(_command.callback)  # pyright: ignore[reportArgumentType]


def run() -> None:
    """Runs the command line: an error of the user's is one line and exit code 2, never a traceback."""
    try:
        app()
    except DescentlabError as error:
        _refuse(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _refuse(DescentlabError(f"{_where(error)}{error.strerror or error}"))
    except MemoryError:
        _refuse(DescentlabError("this needs more memory than there is"))


def _refuse(error: DescentlabError) -> NoReturn:
    with suppress(OSError):  # a full disk behind the stream of errors
        print(f"descentlab: {error}", file=sys.stderr)
    sys.exit(2)


def _where(error: OSError) -> str:
    """The file that an error is about, where it says so: a full disk behind a pipe and a folder that is gone do not."""
    return "" if error.filename is None else f"{os.fsdecode(error.filename)}: "


if __name__ == "__main__":
    run()
