from email import policy
from email.parser import Parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.errors import DeliveryError
from cchc_workflow.mail.address import Address, header_text, is_mailbox, parse_address


@pytest.mark.parametrize(
    ("text", "display", "mailbox"),
    [
        ("head@so.example", "", "head@so.example"),
        ("  head@so.example ", "", "head@so.example"),
        ("<head@so.example>", "", "head@so.example"),
        ("Chánh Văn phòng <office@so.example>", "Chánh Văn phòng", "office@so.example"),
        ('"Phòng Kế hoạch, Tài chính" <kh@so.example>', "Phòng Kế hoạch, Tài chính", "kh@so.example"),
        (r'"Nói \"thật\" \\ đi" <a@so.example>', 'Nói "thật" \\ đi', "a@so.example"),
        ("Sở NN&PTNT (CCHC) <a.b+c@so.example>", "Sở NN&PTNT (CCHC)", "a.b+c@so.example"),
        ("=?utf-8?B?w6E=?= <a@so.example>", "=?utf-8?B?w6E=?=", "a@so.example"),
        ("admin@localhost", "", "admin@localhost"),
        ("a@sở.example", "", "a@xn--s-lym.example"),
    ],
)
def test_address_is_read(text: str, display: str, mailbox: str) -> None:
    assert parse_address(text) == Address(display, mailbox)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not a mailbox"),
        ("head", "not a mailbox"),
        ("head@", "not a mailbox"),
        ("@so.example", "not a mailbox"),
        ("a..b@so.example", "not a mailbox"),
        (".a@so.example", "not a mailbox"),
        ('"a b"@so.example', "several addresses"),
        ("a@[127.0.0.1]", "not a mailbox"),
        ("a@so..example", "not a mailbox"),
        ("a@-so.example", "not a mailbox"),
        ("head@so.example\r\nBcc: x@y.example", "control character"),
        ("Tên\nBcc: x@y.example <a@so.example>", "control character"),
        ("a\0@so.example", "control character"),
        ("Tên\u2028khác <a@so.example>", "control character"),
        ("a@so.example, b@so.example", "several addresses"),
        ("a@so.example; b@so.example", "several addresses"),
        ("A <a@so.example>, B <b@so.example>", "several addresses"),
        ("director@so.example <thief@evil.example>", "several addresses"),
        ("a@so.example b@so.example", "several addresses"),
        ("Văn phòng, Sở <a@so.example>", "several addresses"),
        ('"Văn phòng <a@so.example>', "unbalanced quotes"),
        ("A <a@so.example", "unbalanced brackets"),
        ("A <a@so.example> B", "unbalanced brackets"),
        ("trưởng@so.example", "local part is not ASCII"),
        ("a@" + "ở" * 80 + ".example", "not a domain"),
        ("a" * 65 + "@so.example", "too long"),
        ("a@" + ".".join(["b" * 60] * 5), "too long"),
        ("a@" + "b" * 64 + ".example", "not a mailbox"),
        ("x" * 201 + " <a@so.example>", "unfit display name"),
    ],
)
def test_unfit_address_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        parse_address(text)
    assert caught.value.permanent
    assert caught.value.reason.startswith(f"address: {why}: ")
    assert caught.value.reason.isprintable()


@pytest.mark.parametrize(
    ("display", "mailbox"),
    [
        ("Tên\r\nBcc: x", "a@so.example"),
        (" Tên", "a@so.example"),
        ("", "a@so.example\n"),
        ("", "a b@so.example"),
    ],
)
def test_address_can_not_be_made_wrong(display: str, mailbox: str) -> None:
    with pytest.raises(DeliveryError):
        Address(display, mailbox)


@given(st.text(alphabet=st.sampled_from('aB1.@<>"\\,;: \t\r\n()[]=?-_ộ\u2028'), max_size=40))
def test_accepted_mailbox_means_the_same_to_the_standard_library(text: str) -> None:
    try:
        address = parse_address(text)
    except DeliveryError:
        return
    assert is_mailbox(address.mailbox)
    header = Parser(policy=policy.default).parsestr(f"To: {address.mailbox}\n\n")["To"]
    assert header.defects == ()
    assert [each.addr_spec for each in header.addresses] == [address.mailbox]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nhắc việc\r\nBcc: x@y.example", "Nhắc việc Bcc: x@y.example"),
        ("  một \t hai  ", "một hai"),
        ("a\0b\x7fc\x85d\u2028e", "a b c d e"),
        ("41,33\u00a0%\u00a0", "41,33\u00a0%"),
        ("\ud800", "\ufffd"),
        ("", ""),
    ],
)
def test_header_text_is_one_clean_line(text: str, expected: str) -> None:
    assert header_text(text) == expected


@given(st.text())
def test_header_text_never_breaks_a_line_and_is_stable(text: str) -> None:
    clean = header_text(text)
    assert len(clean.splitlines()) <= 1
    assert header_text(clean) == clean
    clean.encode()
