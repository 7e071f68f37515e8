"""Owns how deadlines are worded: text to marks, by an ordered table; it knows no plan and chooses no date."""

import re
from collections.abc import Iterable
from dataclasses import replace

from cchc_workflow.domain.deadlines import rhythms
from cchc_workflow.domain.deadlines.marks import (
    After,
    Found,
    Mark,
    Reader,
    Row,
    Sign,
    Span,
    Start,
    Stated,
    Why,
)
from cchc_workflow.domain.deadlines.points import (
    DAY_MONTH,
    ENDS,
    MONTH,
    NUMBER,
    POINT,
    QUARTER,
    STARTS,
    TAIL,
    YEAR,
    Point,
    Unit,
    month_number,
    read_list,
    read_point,
)
from cchc_workflow.domain.deadlines.references import CITATION
from cchc_workflow.domain.deadlines.spelling import normalise
from cchc_workflow.domain.deadlines.terms import Term, TermUnit

READ = "\0"


def scan(text: str) -> tuple[Found, ...]:
    """The marks of `text` in their order there; what one row of the table reads, no later row sees."""
    rest = normalise(text)
    marks: list[tuple[int, Found]] = []
    for pattern, reader in _TABLE:
        for match in pattern.finditer(rest):
            opened = rest[: match.start()]
            aside = opened.count("(") > opened.count(")")
            marks += [(match.start(), Found(mark, aside)) for mark in reader(match)]
        rest = pattern.sub(_cover, rest)
    return tuple(found for _, found in sorted(marks, key=lambda placed: placed[0]))


def _cover(match: re.Match[str]) -> str:
    """Cover with a sign that no text has; parentheses stay, because later rows count them."""
    return re.sub("[^()]", READ, match[0])


_FIRM = "là|đến|tới|hết|cuối|vào|trong|cả|thời hạn|hạn|thời điểm|kết thúc|xong|hoàn thành"
_LIMIT = "trước(?: hoặc(?: trong| vào| đúng)?)?|chậm nhất|muộn nhất|không (?:quá|muộn hơn|chậm hơn)"
_TENTATIVE = "đăng ký|dự kiến|phấn đấu|khoảng"
_LEADS = rf"(?:\b(?:{_FIRM}|{_LIMIT}|{_TENTATIVE}):? )"
_LEAD = rf"(?P<lead>{_LEADS}{{0,6}})"
_SOME_LEAD = rf"(?P<lead>{_LEADS}{{1,6}})"
_OPENING = r"(?P<lead>(?:^|(?<=[;,.(:\0] )|(?<=[;,.(:\0-])|(?<=\bvà )))"
_CLAUSE_END = r"(?=\s*(?:$|[,;.():\-\0]|(?:và|hằng|để|gửi|phải)\b))"
_TO = r" ?(?:-|đến|tới)(?: hết| cuối)* ?"
_UNTIL = r" ?(?:-|đến|tới)(?: (?:hết|cuối|(?P<before>trước)))* ?"
_AND = r"(?: ?[,;&+] ?| và )"
_MONTH_SPAN = rf"\btháng (?P<items>{MONTH} ?- ?{MONTH}){TAIL}"
_MONTH_LIST = rf"\btháng (?P<items>{MONTH}(?:{_AND}(?:tháng )?{MONTH})+){TAIL}"
_QUARTER_SPAN = rf"\bquý (?P<items>{QUARTER} ?- ?{QUARTER}){TAIL}"
_QUARTER_LIST = rf"\bquý (?P<items>{QUARTER}(?:{_AND}(?:quý )?{QUARTER})+){TAIL}"
_TERM = r"(?P<count>[0-9]{1,4})(?: ?\([^()]*\))? (?P<unit>ngày làm việc|ngày|tuần|tháng|năm)"
_THIS = r"(?:kế hoạch|quyết định|văn bản|nghị quyết|chương trình|chỉ thị|thông báo) này"
_SIGNING = (
    rf"(?:(?:ký ban hành|ban hành|ký)(?: {_THIS}| kế hoạch)?|{_THIS} (?:được )?(?:ký|ban hành)){_CLAUSE_END}"
)
_PART = r"(?:(?<!bắt )đầu|giữa|nửa \w+|(?:trung|thượng|hạ) tuần|tuần (?:lễ )?(?:thứ )?\w+)(?: tiên)?"
_SESSION = (
    r"\bkỳ họp(?: (?:thường lệ|chuyên đề|giữa|cuối|đầu|gần nhất|lần|thứ|hđnd|hội đồng nhân dân|tỉnh"
    r"|quốc hội|năm|[0-9]{4}|[0-9]{1,2})(?![\w/]))*"
)
_REQUEST = r"\b(?:đề nghị|xin|đề xuất|kiến nghị)(?: \w+){0,3} (?:chuyển (?:sang|thời)|gia hạn|lùi|kéo dài)\b"
_COUNTED_FROM = (
    rf",? (?:(?:kể |tính )*từ|sau) (?!{POINT}{_TO})(?:(?:ngày|khi|thời điểm) )*"
    rf"(?:(?P<point>{POINT})|(?P<signing>{_SIGNING})|(?=\S))"
)
_FIRST_MONTHS = rf"\b(?P<count>{MONTH}) tháng (?P<which>đầu|cuối)(?: của)? năm(?: (?P<year>{YEAR}))?{ENDS}"
_THIS_YEAR = r"\b(?:trong|cuối|hết|cả|kết thúc) năm(?: nay)?\b(?! (?:[0-9]|học|tiếp|sau|tới))"
_ANY_POINT = rf"(?:{POINT}|{DAY_MONTH})"
_FULL_OR_SHORT_DATE = rf"(?:ngày )?{NUMBER}(?:/| tháng ){NUMBER}(?:(?:/| năm ){YEAR})?{ENDS}"
_UNREAD = r"[0-9]\s*/\s*[0-9]|\b(?:tháng|quý|năm|ngày) [0-9]|\bquý [ivxl]+\b"

_TERM_UNITS = {
    "ngày làm việc": TermUnit.WORKING_DAY,
    "ngày": TermUnit.DAY,
    "tuần": TermUnit.WEEK,
    "tháng": TermUnit.MONTH,
    "năm": TermUnit.YEAR,
}
_MONTHS_OF_A_YEAR = 12


def _means(mark: Mark) -> Reader:
    return lambda _: (mark,)


def _led(lead: str, point: Point, *, weak: bool = False) -> Stated:
    return Stated(
        point,
        before="trước" in lead and "hoặc" not in lead,
        limit=re.search(_LIMIT, lead) is not None,
        tentative=re.search(_TENTATIVE, lead) is not None,
        weak=weak,
    )


def _read_stated(match: re.Match[str]) -> Iterable[Mark]:
    lead, point = match["lead"], read_point(match["point"])
    opening = match.string[: match.start()].rstrip()
    named = not lead and re.search(r"(?:^|[;,.(:\0-]|\bvà)$", opening) is None
    yield _led(lead, point, weak=named and point.unit is Unit.YEAR)


def _read_date_list(match: re.Match[str]) -> Iterable[Mark]:
    """What leads a list leads each of it: "trước ngày 20/6, 20/12"."""
    return (_led(match["lead"], read_point(item)) for item in re.findall(_ANY_POINT, match["items"]))


def _read_first_months(match: re.Match[str]) -> Iterable[Mark]:
    months = _MONTHS_OF_A_YEAR if match["which"] == "cuối" else month_number(match["count"])
    year = int(match["year"]) if match["year"] else None
    yield _led(match["lead"], Point(Unit.FIRST_MONTHS, months, year))


def _read_span(match: re.Match[str]) -> Iterable[Mark]:
    yield Span(read_point(match["start"]), read_point(match["end"]), before=match["before"] is not None)


def _read_days(match: re.Match[str]) -> Iterable[Mark]:
    end = read_point(match["end"])
    yield Span(Point(Unit.DAY, end.index, end.year, int(match["start"])), end)


def _read_years(match: re.Match[str]) -> Iterable[Mark]:
    yield Span(read_point(match["start"]), read_point(match["end"]), weak="giai đoạn" in match[0])


def _read_item_span(unit: Unit) -> Reader:
    def read(match: re.Match[str]) -> Iterable[Mark]:
        start, end = read_list(unit, match["items"], match["year"])
        yield Span(replace(start, year=None), end)

    return read


def _read_item_list(unit: Unit) -> Reader:
    def read(match: re.Match[str]) -> Iterable[Mark]:
        return (Stated(point) for point in read_list(unit, match["items"], match["year"]))

    return read


def _read_start(match: re.Match[str]) -> Iterable[Mark]:
    yield Start(read_point(match["point"]))


def _read_term(match: re.Match[str]) -> Iterable[Mark]:
    anchor = match["point"]
    yield After(_term(match), read_point(anchor) if anchor else None, signing=match["signing"] is not None)


def _read_bare_term(match: re.Match[str]) -> Iterable[Mark]:
    yield After(_term(match), signing=True)


def _term(match: re.Match[str]) -> Term:
    return Term(int(match["count"]), _TERM_UNITS[match["unit"]])


def _read_spreadsheet_date(match: re.Match[str]) -> Iterable[Mark]:
    """A spreadsheet that took 12/02 for mm/dd shows 2026-12-02; only a day beyond 12 rules that out."""
    year, month, day = (int(match[part]) for part in ("year", "month", "day"))
    yield Stated(Point(Unit.DAY, month, year, day)) if day > _MONTHS_OF_A_YEAR else Why.SPREADSHEET_DATE


_CITED: tuple[tuple[str, Reader], ...] = (
    (CITATION.pattern, _means(Sign.DOCUMENT)),
    (r"\bâm lịch\b", _means(Why.LUNAR)),
    (r"\bnăm học [0-9]", _means(Why.VAGUE)),
    (_REQUEST, _means(Why.EXTENSION_REQUEST)),
    (r"\b(?:thường xuyên|liên tục|trực|vận hành) 24/7\b", _means(Sign.STANDING)),
    (r"^đã (?:hoàn thành|ban hành|thực hiện|xong|trình|báo cáo|gửi)\b", _means(Why.ALREADY_DONE)),
    (_SESSION, _means(Sign.COUNCIL_SESSION)),
    (r"\bđầu tiên\b|\blần đầu\b", _means(Sign.FIRST)),
)
_DATED: tuple[tuple[str, Reader], ...] = (
    (r"\b(?:ngày|tháng)[ .…_/]*(?=tháng\b|năm\b)", _means(Why.BLANK_LEFT)),
    (rf"{STARTS}{_TERM}{_COUNTED_FROM}", _read_term),
    (rf"^(?:trong )?(?:(?:vòng|thời hạn|thời gian) )?{_TERM}(?<!tháng)(?<!năm)\.?$", _read_bare_term),
    (rf"{STARTS}{_TERM} trước\b", _means(Why.COUNTED_BACK)),
    (rf"{_LEAD}{_FIRST_MONTHS}", _read_first_months),
    (rf"\b{_PART}(?: của| trong)? (?:tháng|quý|năm)\b", _means(Why.VAGUE)),
    (
        rf"{_ANY_POINT},? (?:hoặc|hay) {_LEADS}{{0,6}}(?:{_ANY_POINT}|{MONTH}|{QUARTER})",
        _means(Why.ALTERNATIVES),
    ),
    (rf"{STARTS}(?P<year>{YEAR})-(?P<month>{NUMBER})-(?P<day>{NUMBER})(?![0-9])", _read_spreadsheet_date),
    (_MONTH_SPAN, _read_item_span(Unit.MONTH)),
    (_QUARTER_SPAN, _read_item_span(Unit.QUARTER)),
    (rf"(?:từ )?(?:ngày )?{STARTS}(?P<start>{NUMBER}){_TO}(?P<end>{_FULL_OR_SHORT_DATE})", _read_days),
    (rf"(?:từ )?(?P<start>{_ANY_POINT}){_UNTIL}(?P<end>{_ANY_POINT})", _read_span),
    (
        rf"\b(?:giai đoạn|năm|từ) (?:từ )?(?:năm )?(?P<start>{YEAR}){_TO}(?P<end>(?:năm )?{YEAR}){ENDS}",
        _read_years,
    ),
    (rf"{STARTS}(?P<start>{YEAR}){_TO}(?P<end>{YEAR}){_CLAUSE_END}", _read_years),
    (_MONTH_LIST + _CLAUSE_END, _read_item_list(Unit.MONTH)),
    (_QUARTER_LIST, _read_item_list(Unit.QUARTER)),
    (rf"{_LEAD}(?P<items>{_ANY_POINT}(?:(?: ?, ?| và ){_ANY_POINT})+){_CLAUSE_END}", _read_date_list),
    (rf"\b(?:kể từ|từ|bắt đầu|sau|sớm nhất)(?: từ| hết| vào| là)* (?P<point>{POINT})", _read_start),
    (rf"{_LEAD}(?P<point>{POINT})", _read_stated),
    (rf"{_SOME_LEAD}(?P<point>{DAY_MONTH}|{STARTS}{YEAR}){_CLAUSE_END}", _read_stated),
    (rf"{_OPENING}(?P<point>{DAY_MONTH}){_CLAUSE_END}", _read_stated),
    (rf"(?P<lead>(?:^|(?<=; )))(?P<point>{YEAR})(?=$|[;,.(\0]| và\b)", _read_stated),
    (_THIS_YEAR, _means(Stated(Point(Unit.YEAR, 1, None)))),
)
_WORDED: tuple[tuple[str, Reader], ...] = (
    (r"\bduy trì\b|\bnăm tiếp theo\b|\btrở đi\b", _means(Sign.CONTINUES)),
    (r"\b(?:thường xuyên|liên tục|xuyên suốt|(?:quanh|suốt) năm|thường kỳ)\b", _means(Sign.STANDING)),
    (r"\btheo (?:các )?thời hạn (?:cụ thể )?(?:(?:sau|dưới) đây|của từng)\b", _means(Sign.IN_SUBTASKS)),
    (r"\btheo từng (?:nhiệm vụ|nội dung|công việc|chương trình|dự án)\b", _means(Sign.IN_SUBTASKS)),
    (r"\btrước khi\b", _means(Sign.BEFORE_EVENT)),
    (r"\b(?:sau|kể từ|từ) (?:khi|thời điểm|lúc|ngày)\b|^(?:ngay )?sau (?!đây|đó)", _means(Sign.AFTER_EVENT)),
    (r"\btùy(?: thuộc| theo)?\b|\bphụ thuộc\b", _means(Sign.AFTER_EVENT)),
    (r"(?<!đến )\bkhi (?!có|cần|phát sinh|được|xảy)", _means(Sign.AFTER_EVENT)),
    (r"(?<!đến )\bkhi (?:có|cần|phát sinh|được|xảy)\b", _means(Sign.ON_DEMAND)),
    (r"\btheo (?:[^\s,;.]+ ){0,4}?(?:yêu cầu|nhu cầu|đề nghị|chỉ đạo|phân công)\b", _means(Sign.ON_DEMAND)),
    (r"\bđột xuất\b|\btheo phát sinh\b", _means(Sign.ON_DEMAND)),
    (r"\btheo (?:tiến độ|lộ trình|quyết định|hướng dẫn|kế hoạch của)\b", _means(Sign.SET_BY_OTHERS)),
    (r"\bđưa ra kế hoạch\b", _means(Sign.SET_BY_OTHERS)),
    (r"^[\s.…\-_/]*$", _means(Sign.NOT_SET)),
    (r"\b(?:chưa|không) (?:xác định|rõ|ấn định)\b|\bchưa có(?: thời hạn| hạn)?$", _means(Sign.NOT_SET)),
    (_UNREAD, _means(Why.UNREAD_PART)),
)
_TABLE: tuple[Row, ...] = (
    *((re.compile(pattern), reader) for pattern, reader in _CITED),
    *rhythms.ROWS,
    *((re.compile(pattern), reader) for pattern, reader in (*_DATED, *_WORDED)),
)
