"""Owns binders by hand, for the tests of what is made of them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from cchc_workflow.domain.scoring import Criterion, Work, project_criterion
from cchc_workflow.engine.score.binder import Binder, Piece, Section
from cchc_workflow.engine.score.sheet import ScoreLine

ON: Final = date(2021, 7, 1)
PLANNED: Final = Criterion(code="đ.1", area="đ", title="Kế hoạch, tổ chức", points=Decimal(4))


def make_piece(content: bytes | None = None, **over: Any) -> Piece:  # noqa: ANN401
    """Return a piece of evidence with a file of this content, or only a document."""
    digest = sha256(content).hexdigest() if content is not None else None
    given: dict[str, Any] = {
        "document": "12/BC-VP",
        "issued_on": date(2021, 5, 31),
        "signer": "Chánh Văn phòng",
        "file_name": "Báo cáo.pdf" if content is not None else "",
        "sha256": digest,
        "task": "Đ1",
        "task_title": "Ban hành kế hoạch",
        "unit": "Văn phòng Sở",
        "kept": content is not None,
    }
    return Piece(**(given | over))


def make_section(
    code: str,
    *pieces: Piece,
    above: tuple[Criterion, ...] = (),
    assigned: int = 1,
    **over: Any,  # noqa: ANN401
) -> Section:
    """Return a criterion's section; each of its pieces proves one of its tasks."""
    area = over.pop("area", code.partition(".")[0])
    title = over.pop("title", "Ban hành Kế hoạch")
    criterion = Criterion(
        code=code, area=area, title=title, points=Decimal("1.5"), evidence=("Kế hoạch năm 2021",)
    )
    index = project_criterion(criterion, Work(assigned=assigned), Fraction(1))
    return Section(ScoreLine(criterion=criterion, index=index, proven=len(pieces), **over), above, pieces)


def make_binder(*sections: Section, **over: Any) -> Binder:  # noqa: ANN401
    """Return a binder of these sections."""
    given: dict[str, Any] = {
        "organization": "Sở Ví dụ",
        "plan_title": "Cải thiện chỉ số",
        "plan_number": "12/KH-SVD",
        "year": 2021,
        "version": "1",
        "on": ON,
        "areas": (("d", "Tổ chức bộ máy"), ("đ", "Đội ngũ")),
        "sections": sections,
    }
    return Binder(**(given | over))
