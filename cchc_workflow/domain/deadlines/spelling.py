"""Owns one spelling for Vietnamese text that is spelt in several ways; it keeps every word and reads none."""

import re
import unicodedata


def normalise(text: str) -> str:
    """Lower case, NFC, single spaces, one spelling for variants; a line break written " / " becomes ";"."""
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    text = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    text = " ".join(re.sub("[‐‑‒–—−]", "-", text).split())
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return text


_AFTER_ROMAN = r"(?<=\b[ivx])|(?<=\b[ivx]{2})|(?<=\b[ivx]{3})"
_SPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"\bhàng (?=(?:[0-9]+ )?(?:ngày|tuần|tháng|quý|năm)\b)", "hằng "),
        (r"\bq(?:úy|uí|úi)\b", "quý"),
        (r"\btuỳ\b", "tùy"),
        (r"\bkì\b", "kỳ"),
        (r"\b(ngày|tháng|quý|năm)\s*[:/]?\s*(?=(?:[0-9]|[ivx]+\b))", r"\1 "),
        (rf"(?:(?<=[0-9])(?<![0-9]{{4}})|{_AFTER_ROMAN})\s*/[\s/]*(?=[0-9])", "/"),
        (r"\s+/\s+", "; "),
        (r"\b([0-9]{1,2}) ?\. ?([0-9]{1,2}) ?\. ?([0-9]{4})\b", r"\1.\2.\3"),
    )
)
