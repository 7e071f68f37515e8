"""The command line `cchc`: what a person types, and the words that come back."""

__all__ = ["main"]


def main() -> None:
    """Run the command that was typed, and end the process with its exit code."""
    from cchc_workflow.cli.app import app

    app(prog_name="cchc")
