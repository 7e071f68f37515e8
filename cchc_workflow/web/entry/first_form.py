"""Owns reading the form of the first start: which fields can't be taken and why, and what they mean."""

import re
from collections.abc import Mapping
from typing import Final

from cchc_workflow.definitions.people import ADDRESS
from cchc_workflow.engine.proof import fold_address
from cchc_workflow.engine.setup import Beginning
from cchc_workflow.words import say

ORGANIZATION_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST: Final = 200
NEW: Final = ""
"""The choice of a person, or of an organization, that is not in the list."""
PERSON: Final = re.compile(r"[0-9]{1,18}:[0-9]{1,18}")
KEY: Final = re.compile(r"[0-9]{1,18}")
TEXTS: Final = ("ten_co_quan", "cap_tren")


def check(typed: Mapping[str, str]) -> dict[str, str]:
    """Return a sentence for each field that can't be taken, by its name."""
    if typed["nguoi"] != NEW:
        return {} if PERSON.fullmatch(typed["nguoi"]) else {"nguoi": say("first_start.bad_choice")}
    refused = {} if _is_text(typed["ten"]) else {"ten": say("first_start.bad_text", most=LONGEST)}
    if not ADDRESS.fullmatch(fold_address(typed["dia_chi"])):
        refused["dia_chi"] = say("first_start.bad_address")
    return refused | _check_organization(typed)


def read_beginning(typed: Mapping[str, str], password: str) -> Beginning:
    """Return what was typed, where `check` finds nothing wrong with it."""
    if typed["nguoi"] != NEW:
        organization_id, person_id = map(int, typed["nguoi"].split(":"))
        return Beginning(password=password, organization_id=organization_id, person_id=person_id)
    return Beginning(
        password=password,
        organization_id=int(typed["co_quan"]) if typed["co_quan"] != NEW else None,
        organization_code=typed["ma_co_quan"].strip(),
        organization_name=typed["ten_co_quan"].strip(),
        parent_name=typed["cap_tren"].strip(),
        address=typed["dia_chi"],
        name=typed["ten"].strip(),
    )


def _check_organization(typed: Mapping[str, str]) -> dict[str, str]:
    if typed["co_quan"] != NEW:
        return {} if KEY.fullmatch(typed["co_quan"]) else {"co_quan": say("first_start.bad_choice")}
    refused = {name: say("first_start.bad_text", most=LONGEST) for name in TEXTS if not _is_text(typed[name])}
    code = typed["ma_co_quan"].strip()
    if len(code) > LONGEST or not ORGANIZATION_CODE.fullmatch(code):
        refused["ma_co_quan"] = say("first_start.bad_code")
    return refused


def _is_text(text: str) -> bool:
    return bool(text.strip()) and len(text) <= LONGEST and text.isprintable()
