import pytest

from cchc_workflow.web.plan_choice import address_of


@pytest.mark.parametrize(
    ("code", "more", "expected"),
    [
        (None, {}, "/lich"),
        ("", {}, "/lich"),
        ("kế&hoạch", {}, "/lich?ke-hoach=k%E1%BA%BF%26ho%E1%BA%A1ch"),
        ("a", {"don_vi": "VP", "linh_vuc": None}, "/lich?ke-hoach=a&don-vi=VP"),
        (None, {"trang": 2}, "/lich?trang=2"),
    ],
)
def test_address_names_the_plan_and_what_is_given(
    code: str | None, more: dict[str, object], expected: str
) -> None:
    assert address_of("/lich", code, **more) == expected
