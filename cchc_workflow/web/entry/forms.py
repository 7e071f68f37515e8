"""Owns the fields of the door's forms: their names on the wire and how much each may hold."""

from typing import Annotated

from fastapi import Form, Query

from cchc_workflow.errors import EntryError

MOST = 20_000
"""A password far too long gets a sentence; what is longer still, none."""

Address = Annotated[str, Form(alias="dia_chi", max_length=MOST)]
Password = Annotated[str, Form(alias="mat_khau", max_length=MOST)]
NewPassword = Annotated[str, Form(alias="mat_khau_moi", max_length=MOST)]
Again = Annotated[str, Form(alias="nhac_lai", max_length=MOST)]
Code = Annotated[str, Form(alias="ma", max_length=MOST)]
Next = Annotated[str, Form(alias="tiep", max_length=MOST)]
NextAsked = Annotated[str, Query(alias="tiep", max_length=MOST)]


def check_again(new: str, again: str) -> None:
    """Return if a new password was typed twice alike.

    Raises:
        EntryError: it was not.
    """
    if new != again:
        raise EntryError("password_differs")
