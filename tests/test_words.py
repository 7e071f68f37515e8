import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest

from cchc_workflow import errors, words
from cchc_workflow.domain.deadlines.deadline import DeadlineKind, DeadlineWarning, Reading, Repeat, Why
from cchc_workflow.domain.guards import GUARDS
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.plan import SetBy
from cchc_workflow.domain.target import Measure
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.errors import (
    CchcError,
    ClockError,
    ConflictError,
    DefinitionError,
    DeliveryError,
    IncompleteError,
    NotFoundError,
    RefusedError,
    SettingsError,
    StorageError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.store.failures import _POSTGRESQL, _SQLITE
from cchc_workflow.store.outbox import OutboxState
from cchc_workflow.words import (
    advise,
    exit_code,
    explain,
    find,
    label,
    present,
    say,
    say_what_allows,
    translate,
)

PACKAGE = Path(words.__file__).parent


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Yield every call of `name` in the package, `x.name` included."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
                yield path, node


def constants(node: ast.AST) -> list[str]:
    return [
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]


def all_errors(kind: type[CchcError] = CchcError) -> Iterator[type[CchcError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from all_errors(below)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            WrongStateError("report", "assigned", ["in_progress"]),
            (
                "Không thể thực hiện “Báo cáo kết quả”: đang ở trạng thái “đã giao”. "
                "Chỉ thực hiện được khi: “đang thực hiện”."
            ),
        ),
        (
            WrongRoleError("verify", "a@so.example", ["coordinator", "verifier"]),
            (
                "a@so.example không được thực hiện “Xác nhận hoàn thành”. "
                "Việc này dành cho: đầu mối CCHC, người thẩm định."
            ),
        ),
        (
            WrongRoleError("verify", "a@so.example", ["not_the_reporter"]),
            (
                "a@so.example không được thực hiện “Xác nhận hoàn thành”: người đã báo cáo không được tự "
                "thẩm định báo cáo của mình; cần một người thẩm định khác."
            ),
        ),
        (
            IncompleteError(
                "report", ["evidence", "target"], {"target": "K", "done": "3", "total": "16", "missing": "2"}
            ),
            (
                "Chưa thể thực hiện “Báo cáo kết quả”. Còn thiếu: tài liệu kiểm chứng (số, ký hiệu "
                "văn bản hoặc tệp kèm theo); chỉ tiêu “K” mới đạt 3/16, còn thiếu: 2."
            ),
        ),
        (
            IncompleteError(
                "report",
                ["target"],
                {"target": "K", "done": "0", "total": "2", "missing": ["Giống", "Tư vấn"]},
            ),
            (
                "Chưa thể thực hiện “Báo cáo kết quả”. Còn thiếu: chỉ tiêu “K” mới đạt 0/2, "
                "còn thiếu: Giống, Tư vấn."
            ),
        ),
        (
            IncompleteError("approve", ["later_due_on"], {"due_on": "2021-06-30", "asked": "2021-06-28"}),
            (
                "Chưa thể thực hiện “Chấp thuận gia hạn”. Còn thiếu: một ngày sau thời hạn hiện nay "
                "30/6/2021 (ngày đã cho: 28/6/2021)."
            ),
        ),
        (
            ClockError("2021-06-01T02:00:00.000000Z", "2021-06-01T03:30:00.000000Z"),
            (
                "Đồng hồ máy đang chỉ 09:00 1/6/2021, sớm hơn lúc đã ghi trong lịch sử (10:30 1/6/2021). "
                "Hãy chỉnh giờ của máy rồi làm lại."
            ),
        ),
        (
            DefinitionError("task.toml", "state.x", "is never reached"),
            "Tệp định nghĩa sai: task.toml, mục “state.x”: không bao giờ tới được.",
        ),
        (DefinitionError("x.toml", "", "no such file"), "Tệp định nghĩa sai: x.toml: không có tệp này."),
        (
            SettingsError("smtp.port", "Input should be a valid integer"),
            "Thiết lập sai: smtp.port: phải là số nguyên.",
        ),
        (DeliveryError(permanent=True, reason="550 no"), "Thư bị từ chối hẳn: 550 no."),
        (DeliveryError(permanent=False, reason="451 later"), "Chưa gửi được thư, sẽ thử lại: 451 later."),
        (RefusedError(), "Không được phép thực hiện."),
        (CchcError(), "Không thực hiện được."),
    ],
)
def test_explanation_says_what_and_what_would_help(error: CchcError, text: str) -> None:
    assert explain(error) == text


def test_labels_of_a_pinned_workflow_win() -> None:
    error = WrongStateError("report", "assigned", ["in_progress"])
    labels = {"state.assigned": "Mới", "action.report": "Gửi báo cáo"}
    assert "“Gửi báo cáo”: đang ở trạng thái “Mới”" in explain(error, labels)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (WrongStateError("report", "assigned", ["in_progress"]), "chỉ khi “đang thực hiện”"),
        (WrongRoleError("verify", "a", ["verifier"]), "dành cho người thẩm định"),
        (WrongRoleError("withdraw", "a", ["is_the_requester"]), "chỉ người đã đề nghị mới rút được đề nghị"),
        (IncompleteError("request", ["reason"]), "cần lý do"),
        (RefusedError(), "Không được phép thực hiện."),
    ],
)
def test_what_allows_is_a_few_words(error: RefusedError, text: str) -> None:
    assert say_what_allows(error) == text


def test_advice_is_how_to_give_what_is_missing() -> None:
    assert advise(IncompleteError("report", ["reason", "evidence"])) == (
        '--note "lý do"',
        '--evidence "12/BC-VP" --evidence-date 31/5/2021, hoặc --file báo-cáo.pdf',
    )
    assert advise(NotFoundError("task", "A4")) == ()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CchcError(), 1),
        (WrongStateError("a", "b", []), 3),
        (WrongRoleError("a", "b", []), 3),
        (IncompleteError("a", []), 3),
        (NotFoundError("task", "A4"), 4),
        (ConflictError("task", "A4"), 5),
        (DefinitionError("a", "b", "c"), 6),
        (SettingsError("a", "b"), 6),
        (StorageError("locked"), 7),
        (DeliveryError(permanent=True, reason="x"), 8),
        (ClockError("a", "b"), 10),
    ],
)
def test_exit_code_goes_by_class(error: CchcError, code: int) -> None:
    assert exit_code(error) == code


def test_exit_codes_of_all_errors_leave_usage_and_faults_alone() -> None:
    assert {2, words.FAULTS_FOUND}.isdisjoint(words.EXIT_CODES.values())
    assert all(any(kind in words.EXIT_CODES for kind in error.__mro__) for error in all_errors())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2021, 6, 28), "28/6/2021"),
        ("2021-06-28", "28/6/2021"),
        ("2021-06-28T16:30:00+00:00", "23:30 28/6/2021"),
        (datetime(2021, 6, 8, 7, 5, tzinfo=UTC), "07:05 8/6/2021"),
        (Decimal("41.33"), "41,33"),
        (Decimal("100.00"), "100"),
        (["2021-06-28", 2], "28/6/2021, 2"),
        ("A4", "A4"),
        (7, "7"),
    ],
)
def test_facts_are_written_as_people_do(value: object, text: str) -> None:
    assert present(value) == text


def test_percent_has_a_comma_and_a_space() -> None:
    assert words.say_percent(Decimal("41.33")) == "41,33 %"
    assert words.say_percent("30.00") == "30 %"


def test_missing_key_or_fact_never_raises() -> None:
    assert say("no.such.key") == "no.such.key"
    assert find("nowhere.at_all") is None
    assert label("state", "own_state") == "own_state"
    assert "{late}" in say("line.arithmetic", assigned=2)
    assert explain(NotFoundError("thing", 7)) == "not_found.thing"
    assert "thing" in explain(IncompleteError("do", ["thing"]))


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (
            "unknown value 'xx'; did you mean 'yy'? (at line 12)",
            "không có giá trị “xx”; có phải “yy”? (dòng 12)",
        ),
        ("item 2: must be a string (at line 3)", "phần tử thứ 2: phải là chữ trong ngoặc kép (dòng 3)"),
        ("something never heard of", "something never heard of"),
    ],
)
def test_reason_is_translated_by_its_form(reason: str, text: str) -> None:
    assert translate(reason) == text


@pytest.mark.parametrize("error", sorted(all_errors(), key=str))
def test_every_error_has_words(error: type[CchcError]) -> None:
    tables = {"not_found": "not_found", "conflict": "conflict", "storage": "storage"}
    if error.code in tables:
        assert words.entries(tables[error.code])
    else:
        assert find(f"error.{error.code}") is not None


def test_every_error_of_the_module_is_known() -> None:
    defined = {
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, CchcError)
    }
    assert defined == set(all_errors())


_ENUMS: dict[str, type[StrEnum]] = {
    "role": Role,
    "timeliness": Timeliness,
    "timeliness_sign": Timeliness,
    "outbox_state": OutboxState,
    "set_by": SetBy,
    "measure": Measure,
    "why": Why,
    "reading": Reading,
    "repeat": Repeat,
    "deadline_kind": DeadlineKind,
    "deadline_warning": DeadlineWarning,
}


@pytest.mark.parametrize("table", _ENUMS)
def test_every_code_has_a_word_and_every_word_a_code(table: str) -> None:
    assert set(words.entries(table)) == set(_ENUMS[table])


def test_every_missing_name_has_words() -> None:
    """Missing names stand as literals in guards.py and the engine's IncompleteErrors."""
    names = {constants(call.args[1])[0] for path, call in calls("_missing") if path.stem == "guards"}
    names |= {
        name for _, call in calls("IncompleteError") for name in constants(call.args[1]) if len(call.args) > 1
    }
    assert {"reason", "evidence", "target", "change", "to_on"} <= names
    assert [name for name in sorted(names) if find(f"missing.{name}") is None] == []


def test_every_missing_name_says_how_it_is_given() -> None:
    only_in_scripts = {"outside_period"}
    names = {key.partition(".")[0] for key in words.entries("missing")}
    assert names - set(words.entries("given_by")) == only_in_scripts


def test_every_rule_of_the_guards_has_words() -> None:
    persons = {name for name in GUARDS if name.startswith(("not_the_", "is_the_"))}
    assert set(words.entries("rule")) == persons


@pytest.mark.parametrize(("error", "table"), [("NotFoundError", "not_found"), ("ConflictError", "conflict")])
def test_every_kind_of_thing_has_words(error: str, table: str) -> None:
    kinds = {constants(call.args[0])[0] for _, call in calls(error) if call.args and constants(call.args[0])}
    assert kinds
    assert [kind for kind in sorted(kinds) if find(f"{table}.{kind}") is None] == []


def test_every_reason_of_storage_has_words() -> None:
    reasons = {reason for _, call in calls("StorageError") for reason in constants(call.args[0])}
    reasons |= set(_SQLITE.values()) | {reason for _, reason in _POSTGRESQL} | {"failed"}
    assert {"disk_full", "schema_newer", "not_empty"} <= reasons
    assert [reason for reason in sorted(reasons) if find(f"storage.{reason}") is None] == []


def test_every_alert_has_words() -> None:
    kinds = {
        constants(call.args[0])[0]
        for path, call in [*calls("Alert"), *calls("note_fault")]
        if path.stem != "anchoring" and call.args and constants(call.args[0])
    }
    assert {"sweep_late", "mail_dead"} <= kinds
    assert [kind for kind in sorted(kinds) if find(f"alert.{kind}") is None] == []


def test_every_fault_has_words() -> None:
    kinds = {constants(call.args[0])[0] for path, call in calls("Fault") if path.stem == "anchoring"}
    assert kinds == set(words.entries("fault"))


@pytest.mark.parametrize("name", ["definitions", "domain/machine.py", "domain/calendar.py"])
def test_every_reason_of_a_definition_is_translated(name: str) -> None:
    """A form with facts in it is tried with "x" for each of them."""
    forms = set()
    for path, call in [
        each for kind in ("fail", "DefinitionError", "_Unfit", "GraphError") for each in calls(kind)
    ]:
        if path.relative_to(PACKAGE).as_posix().startswith(name) and call.args:
            forms.add(_fill_in(call.args[-1]))
    forms -= {None}
    assert forms
    known = [form for form in forms if form is not None]
    assert [form for form in sorted(known) if translate(form) == form] == []


def _fill_in(node: ast.expr) -> str | None:
    """Return the text that an expression would give, None where none of it stands in the code."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            text = "".join(_fill_in(value) or "x" for value in values)
            return text if re.sub(r"\bx\b|\W", "", text) else None
        case _:
            return None


def test_every_text_in_the_code_is_in_the_catalogue() -> None:
    """What `say` is asked for by a literal key."""
    keys = {
        text
        for _, call in calls("say")
        for text in constants(call.args[0])
        if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", text)
    }
    assert len(keys) > 100
    assert [key for key in sorted(keys) if find(key) is None] == []


def test_no_table_stands_in_two_files() -> None:
    tables = [table for name in words.FILES for table in words._read(name)]
    assert len(tables) == len(set(tables))
