"""Lets `python -m cchc_workflow` be the command line."""

from cchc_workflow.cli import main

if __name__ == "__main__":
    main()
