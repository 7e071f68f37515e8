"""Owns the page of the table that others are to make too: its template, cut out of ours as it was sent."""

import re
from dataclasses import dataclass

ROWS = 50
_BODY = re.compile(r"(?s)(.*<tbody>\s*)(.*?)(</tbody>.*)")
_OPTIONS = re.compile(r'(?s)(<select [^>]*name="{name}">\n<option value="">[^<]*</option>\n)(.*?)(</select>)')
_TAG = re.compile(r"<[^>]*>")
_ROW = re.compile(r"(?s)<tr\b.*?</tr>\s*")
_FACTS = re.compile(
    r'(?s)<tr class="(?P<tone>\w*)">.*?name="chon" value="(?P<id>\d+):(?P<version>\d+)".*?'
    r'<td class="code">(?P<code>[^<]*)</td>.*?href="(?P<path>[^"]*)">(?P<title>[^<]*)</a>.*?'
    r'<td class="unit"[^>]*>(?P<unit>[^<]*)</td>.*?'
    r'(?P<area><td class="num"[^>]*>.*?</td>)\s*(?P<state><td data-label.*?</td>)\s*'
    r'(?P<timeliness><td data-label.*?</td>)\s*.*?<time datetime="(?P<due_iso>[^"]*)">(?P<due>[^<]*)</time>'
    r'<span class="left">(?P<left>[^<]*)</span>'
)
FIELDS = (
    "tone", "id", "version", "code", "path", "title", "unit", "area", "state", "timeliness", "due_iso",
    "due", "left",
)  # fmt: skip
SAFE = {"area", "state", "timeliness"}
"""Whole cells: they are given as they stood on our page, by what is in them."""


@dataclass(frozen=True)
class Page:
    """A template that Jinja and Django read alike, and the cells that it is given ready-made.

    It asks for `units`, each of (code, text), and `rows`, each of the values of FIELDS.
    """

    template: str
    state: str
    timeliness: str
    areas: dict[str, str]
    codes: tuple[str, ...]
    size: int

    @property
    def for_django(self) -> str:
        """Return the template with Django's word for text that is left alone."""
        return self.template.replace("{% raw %}", "{% verbatim %}").replace(
            "{% endraw %}", "{% endverbatim %}"
        )


def cut(html: str) -> Page:
    """Return the page as a template; the rows of the one that was sent must all be of one state."""
    whole = _BODY.fullmatch(html)
    assert whole is not None, "the page has a table"
    head, body, tail = whole.groups()
    rows = [_read(row) for row in _ROW.findall(body)]
    assert len(rows) == ROWS
    first = _ROW.findall(body)[0]
    first = first.replace(f'"{rows[0]["id"]}:{rows[0]["version"]}"', '"{{ id }}:{{ version }}"')
    for name in sorted(FIELDS, key=lambda name: -len(rows[0][name])):
        value = rows[0][name]
        if value and (len(value) > 2 or name in SAFE):  # noqa: PLR2004 - a digit stands everywhere
            first = first.replace(value, f"{{{{ {name} }}}}")
    first = first.replace(f'<tr class="{rows[0]["tone"]}">', '<tr class="{{ tone }}">')
    loop = f"{{% for {', '.join(FIELDS)} in rows %}}{first}{{% endfor %}}"
    template = "".join([_raw(_loop_options(head, "don-vi", "units")), loop, _raw(tail)])
    assert template.count("{% for") == len(("units", "rows"))
    one = rows[0]
    codes = tuple(row["code"] for row in rows)
    areas = {_TAG.sub("", row["area"]): row["area"] for row in rows}
    return Page(template, one["state"], one["timeliness"], areas, codes, len(html))


def codes_in(html: str) -> tuple[str, ...]:
    """Return the codes of the tasks that a page lists."""
    return tuple(re.findall(r'<td class="code">([^<]*)</td>', html))


def _read(row: str) -> dict[str, str]:
    found = _FACTS.match(row)
    assert found is not None, row
    return found.groupdict()


def _loop_options(html: str, name: str, variable: str) -> str:
    """Let the options of a field be printed by a loop, as ours are."""
    pattern = re.compile(_OPTIONS.pattern.replace("{name}", name), _OPTIONS.flags)
    option = '<option value="{{ code }}">{{ text }}</option>\n'
    loop = f"{{% endraw %}}{{% for code, text in {variable} %}}{option}{{% endfor %}}{{% raw %}}"
    replaced, times = pattern.subn(lambda found: f"{found[1]}{loop}{found[3]}", html)
    assert times == 1
    return replaced


def _raw(text: str) -> str:
    return f"{{% raw %}}{text}{{% endraw %}}"
