"""Owns how text cites a document; its number and date are never a deadline."""

import re

_WORDS = (
    "bộ luật|luật|nghị quyết|nghị định|quyết định|thông báo|thông tư|công văn|văn bản|chỉ thị|kế hoạch"
    "|báo cáo|tờ trình|kết luận|đề án|chương trình|công điện|hướng dẫn|quy định"
)
_OUTGOING = "nghị quyết|nghị định|quyết định|thông báo|thông tư|công văn|chỉ thị|tờ trình|kết luận|công điện"
_NUMBER = (
    r"(?<![0-9/.])(?:[0-9]+(?:\.[0-9]+)?(?:/[0-9]{4})?/[a-zđ][a-zđ0-9&…/-]*|[0-9]+-[a-zđ]+(?:/[a-zđ][a-zđ0-9…-]*)+)"
    r"(?:\.{2,})?(?!\w)"
)
_WORD = r"(?:(?!trước|chậm|muộn|đến|hạn|hoàn|xong|hết|từ|vào|trong|cuối)[^\s,;.()]+ )"
_DATE = r"ngày (?:[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}|[0-9]{1,2} tháng [0-9]{1,2},? năm [0-9]{4})(?![\w/])"
_DATED = rf"(?:,? (?:ký |ban hành )?(?:của {_WORD}{{1,8}})?{_DATE})?"

CITATION = re.compile(
    "|".join(
        (
            rf"(?:\b(?:{_WORDS}) )?(?:số ?:? ?)?{_NUMBER}{_DATED}",
            rf"\b(?:{_WORDS}) số ?:? ?[0-9]+(?:/[0-9]{{4}})?(?![\w/.]){_DATED}",
            rf"\b(?:theo|tại|căn cứ|thực hiện) (?:{_WORDS}) {_WORD}{{0,6}}{_DATE}",
            rf"\b(?:{_OUTGOING}) {_WORD}{{0,4}}{_DATE}",
            rf"\bluật {_WORD}{{1,8}}(?:năm )?[0-9]{{4}}(?![\w/])",
        )
    )
)
