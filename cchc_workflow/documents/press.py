"""Owns the way from a kept report to a printed paper; every figure on it is from the report's snapshot."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.reports import read_reports
from cchc_workflow.documents.excel.book import Book, read_book
from cchc_workflow.documents.excel.workbook import write_xlsx
from cchc_workflow.documents.html import write_html
from cchc_workflow.documents.layout import Layout, read_layout
from cchc_workflow.documents.paper import Annex, Block, Column, Figure, Paper, Paragraph, Remarks, Run, Table
from cchc_workflow.documents.pdf.document import write_pdf
from cchc_workflow.documents.plain import make_plain
from cchc_workflow.documents.png import to_png
from cchc_workflow.documents.word.document import write_docx
from cchc_workflow.documents.wording.letterhead import Offices, describe_bureau, describe_office, read_offices
from cchc_workflow.documents.wording.markdown import Embed, read_markdown
from cchc_workflow.documents.wording.phrases import clean
from cchc_workflow.documents.wording.samples import read_figure_names, read_samples
from cchc_workflow.documents.wording.tables import Form, list_tasks, make_table, read_forms
from cchc_workflow.documents.wording.templates import FOLDER, Filled, Templates, find_file
from cchc_workflow.domain.report_rules import ReportRule, ReportRules
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.report import draw, pictures_of
from cchc_workflow.engine.report.report import Format, Printed, Report
from cchc_workflow.errors import DefinitionError

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_MEDIA: Final[Mapping[Format, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
AT_HAND: Final = 8
"""Papers and pictures that are kept in memory."""

_CLERK: Final = "…"
"""Where `paper.toml` leaves room for the clerk to write the number."""

_OPEN_DAY: Final = "\u2007" * 5
"""Room for a day, in blanks that are neither broken nor narrowed."""

_PADDED_MONTHS: Final = 2
"""Days below ten and months 1 and 2 have a zero before them (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.4)."""

_LINES_TO_SIGN: Final = 4


class Press:
    """Prints reports by the templates of an office."""

    def __init__(
        self, notifications: Sequence[Path], workflows: Sequence[Path], zone: tzinfo = VIETNAM
    ) -> None:
        """Take the folders, an office's own before the shipped ones; they are read when first needed."""
        self._notifications, self._workflows, self._zone = notifications, workflows, zone

    def print(self, report: Report, form: Format) -> Printed:
        """Return the report as a file.

        Raises:
            DefinitionError: a template does not fit the figures.
            FileError: "no_pdf" where the PDF maker is not installed.
        """
        filled = self._fill_in(report)
        name = f"{_file_name(filled.fields['file'])}.{form}"
        return Printed(name, _MEDIA[form], self._write(report, filled, form))

    def paper(self, report: Report) -> Paper:
        """Return the report as a paper.

        Raises:
            DefinitionError: a template does not fit the figures.
        """
        return self._lay_out(report, self._fill_in(report))

    def print_again(self, report: Report, form: Format) -> Printed:
        """Return the report as `print` does, from what was printed last: several people get one letter."""
        printed: Printed = self._once(report, form, lambda: self.print(report, form))
        return printed

    def chart(self, report: Report) -> tuple[Picture, bytes] | None:
        """Return the picture for a report's letter, and as PNG; None where the report has none.

        The weekly letter has a bar for each unit already.
        """
        name = "burnup" if report.subject or report.kind is ReportKind.WEEKLY else "units"
        if name not in pictures_of(report.data):
            return None
        picture = draw(name, report.data)
        png: bytes = self._once(report, "chart", lambda: to_png(picture))
        return picture, png

    def check(self, *, thorough: bool = True) -> None:
        """Try every template: each name in it known, each kind laid out from all its samples.

        A check that is not `thorough` lays out one sample of each kind: a program that starts is waited for.

        Raises:
            DefinitionError: the first thing that is wrong, with file, line and reason.
        """
        self._layout.text_width()
        samples = read_samples(self._notifications)
        self._templates.check_names(read_figure_names(samples))
        for name, report in samples:
            if not thorough and name != report.kind:
                continue
            paper = self.paper(report)
            if name == report.kind:
                write_xlsx(report.data, self._book)
            if not paper.subject:
                path = find_file(self._notifications, f"{FOLDER}/{report.kind}/subject.txt")
                raise DefinitionError(str(path), "", "must not be blank")
            self._check_sections(report, paper)

    def _once(self, report: Report, what: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401
        key = (report.id, report.version, report.sha256, what)
        if key not in self._at_hand:
            if len(self._at_hand) >= AT_HAND:
                self._at_hand.clear()
            self._at_hand[key] = make()
        return self._at_hand[key]

    @cached_property
    def _at_hand(self) -> dict[tuple[object, ...], Any]:
        return {}

    @cached_property
    def _templates(self) -> Templates:
        return Templates(self._notifications)

    @cached_property
    def _forms(self) -> Mapping[str, Form]:
        path = find_file(self._notifications, f"{FOLDER}/tables.toml")
        return read_forms(toml.read(path), self._templates.plain)

    @cached_property
    def _book(self) -> Book:
        return read_book(toml.read(find_file(self._notifications, f"{FOLDER}/sheets.toml")))

    @cached_property
    def _offices(self) -> Offices:
        return read_offices(toml.read(find_file(self._notifications, f"{FOLDER}/offices.toml")))

    @cached_property
    def _layout(self) -> Layout:
        return read_layout(toml.read(find_file(self._workflows, "papers.toml")))

    @cached_property
    def _rules(self) -> ReportRules:
        return read_reports(toml.read(find_file(self._workflows, "reports.toml")))

    def _write(self, report: Report, filled: Filled, form: Format) -> bytes:
        match form:
            case "docx":
                return write_docx(self._lay_out(report, filled), self._layout)
            case "pdf":
                return write_pdf(self._lay_out(report, filled), self._layout)
            case "html":
                return write_html(self._lay_out(report, filled), self._layout).encode()
            case "xlsx":
                return write_xlsx(report.data, self._book)

    def _fill_in(self, report: Report) -> Filled:
        return self._templates.fill_in(report.kind, self._facts(report))

    def _facts(self, report: Report) -> Mapping[str, Any]:
        """Return what a template may ask for; tasks are given by `tasks`, a list of indexes at a time."""
        data = report.data
        figures = {name: part for name, part in data["figures"].items() if name != "tasks"}
        office, plan, subject = data["organization"], data["plan"], data["subject"]
        on = self._dated(report)
        return {
            **data,
            "figures": figures,
            "issue": report.issue,
            "draft": not report.issued,
            "day": f"{on.day:02}" if report.issued else _OPEN_DAY,
            "month": f"{on.month:02}" if on.month <= _PADDED_MONTHS else str(on.month),
            "year": str(on.year),
            "office": describe_office(
                self._offices, office["name"], office["parent_name"] or "", plan["number"] or ""
            ),
            "bureau": describe_bureau(self._offices, subject["name"], subject["code"]) if subject else None,
            "remarks": {section: text.strip() for section, text in report.remarks.items()},
            "tasks": lambda indexes: list_tasks(data["figures"], indexes),
        }

    def _dated(self, report: Report) -> date:
        """Return the day that the paper bears; a draft bears the month of its figures."""
        return report.issued_at.astimezone(self._zone).date() if report.issued_at else report.as_of

    def _lay_out(self, report: Report, filled: Filled) -> Paper:
        fields, lists = filled.fields, filled.lists
        before, _, after = fields["number"].partition(_CLERK)
        return Paper(
            parent=fields["parent"].upper(),
            issuer=fields["issuer"].upper(),
            issued_by=fields["issuer"],
            number=(before, after.strip().rstrip("-")),
            place_and_date=fields["date"],
            kind=fields["kind"],
            subject=filled.subject,
            addressed=lists["addressed"],
            basis=lists["basis"],
            blocks=tuple(self._blocks(report, filled)),
            signature=tuple(line.upper() for line in lists["signature"]),
            recipients=lists["recipients"],
            draft=not report.issued,
        )

    def _blocks(self, report: Report, filled: Filled) -> Iterator[Block]:
        """Yield the body, where several parties sign, and the annexes."""
        unsigned = filled.lists["parties"]
        for block in self._body(report, filled):
            if unsigned and isinstance(block, Annex):
                yield _sign(unsigned)
                unsigned = ()
            yield block
        if unsigned:
            yield _sign(unsigned)

    def _body(self, report: Report, filled: Filled) -> Iterator[Block]:
        """Yield the body's blocks; an error is told with the template's file and line."""
        try:
            for part in read_markdown(filled.body, filled.fields["annex"]):
                yield from self._embed(report, part) if isinstance(part, Embed) else (part,)
        except DefinitionError as error:
            raise (error if error.path else self._templates.locate(report.kind, error)) from error

    def _embed(self, report: Report, part: Embed) -> Iterator[Block]:
        match part.kind:
            case "remarks":
                yield Remarks(part.name, part.caption, make_plain(report.remarks.get(part.name, "")).strip())
            case "chart":
                yield Figure(self._draw(report, part.name), part.caption)
            case "table":
                yield from self._table(report, part)

    def _draw(self, report: Report, name: str) -> Any:  # noqa: ANN401
        try:
            return draw(name, report.data)
        except KeyError as error:
            raise DefinitionError(
                "", f"chart:{name}", toml.unknown("picture", name, error.args[-1])
            ) from error

    def _table(self, report: Report, part: Embed) -> Iterator[Block]:
        form = self._forms.get(part.name)
        if form is None:
            raise DefinitionError("", f"table:{part.name}", toml.unknown("table", part.name, self._forms))
        most = self._rule(report).annex_rows
        table, count = make_table(form, report.data["figures"], part.caption, most)
        yield table
        if count > most:
            yield Paragraph((Run(form.say_more(most, count), italic=True),))

    def _rule(self, report: Report) -> ReportRule:
        return self._rules.of(report.data["organization"]["code"])[report.kind]

    def _check_sections(self, report: Report, paper: Paper) -> None:
        """A section that anybody writes must have its one place in the paper, and a place its section."""
        placed = [block.section for block in paper.blocks if isinstance(block, Remarks)]
        rules = (self._rules.general, *self._rules.own.values())
        known = tuple(dict.fromkeys(section for each in rules for section in each[report.kind].sections))
        for section in known:
            if placed.count(section) != 1:
                reason = f"stands {placed.count(section)} times, must once"
                raise self._templates.locate(report.kind, DefinitionError("", f"remarks:{section}", reason))
        for section in placed:
            if section not in known:
                reason = toml.unknown("section", section, known)
                raise self._templates.locate(report.kind, DefinitionError("", f"remarks:{section}", reason))


def _sign(parties: Sequence[str]) -> Table:
    """Return places side by side where parties sign; each has its name after a "|"."""
    titles, names = zip(
        *((party.partition("|")[0], party.partition("|")[2]) for party in parties), strict=True
    )
    columns = tuple(Column(title.strip(), 1, "center") for title in titles)
    room = [("",) * len(parties)] * _LINES_TO_SIGN
    return Table("", columns, [*room, tuple(name.strip() for name in names)], ruled=False)


def _file_name(text: str) -> str:
    """Return a name that every system takes: letters without marks, digits, - _ and points."""
    bare = "".join(
        each for each in unicodedata.normalize("NFD", clean(text)) if not unicodedata.combining(each)
    )
    latin = bare.replace("đ", "d").replace("Đ", "D")
    kept = "".join(each if each.isascii() and (each.isalnum() or each in "-_.") else "-" for each in latin)
    return kept.strip("-.")[:120] or "report"
