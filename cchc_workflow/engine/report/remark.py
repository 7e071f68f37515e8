"""Owns the remarks that people write into the marked sections of a draft; its figures are none of theirs."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.make import note_report
from cchc_workflow.engine.report.read import load_report
from cchc_workflow.engine.report.report import Report
from cchc_workflow.engine.report.rules import WRITE, require, rules_of, unit_of
from cchc_workflow.errors import ConflictError, IncompleteError, NotFoundError
from cchc_workflow.store.reports import write_remarks

LONGEST = 20_000
"""Characters in one section: some ten pages."""


def save_remarks(
    office: Office, actor: Actor, report_id: int, version: int, remarks: Mapping[str, str], now: datetime
) -> Report:
    """Write these sections of a draft, a blank one away; sections not named stay; return the draft.

    Raises:
        NotFoundError: no such report in sight, or its kind has no such section.
        WrongRoleError: the actor does not write its remarks.
        IncompleteError: a text is longer than `LONGEST`.
        ConflictError: it is not as the actor saw it any more: of another version, or issued.
    """
    with office.database.begin() as tx:
        report = load_report(tx, office, scope_of(actor), report_id)
        rule = rules_of(tx, office, report.organization_id)[report.kind]
        require(WRITE, rule.writers, actor, unit_of(tx, report.organization_id, report.subject))
        for section in remarks:
            if section not in rule.sections:
                raise NotFoundError("section", section)
        written = {**report.remarks, **{section: _clean(text) for section, text in remarks.items()}}
        kept = {section: text for section, text in written.items() if text}
        if report.issued or report.version != version:
            raise ConflictError("report", report_id)
        if kept == report.remarks:
            return report
        if not write_remarks(tx, report_id, version, kept):
            raise ConflictError("report", report_id)
        after = load_report(tx, office, scope_of(actor), report_id)
        note_report(tx, actor, "report_remarked", after, now)
        return after


def _clean(text: str) -> str:
    """Return a text composed (NFC), its lines ended alike, without what no paper can show."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    shown = "".join(letter for letter in composed if letter in "\n\t" or unicodedata.category(letter) != "Cc")
    if len(shown) > LONGEST:
        raise IncompleteError(WRITE, ["shorter_remark"], {"most": LONGEST})
    return shown
