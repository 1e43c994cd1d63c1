"""The colours that meet in the style sheets can be read in both schemes (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "network/assets/css/tokens.css"

BODY, TEXT, SHAPE = 7.0, 4.5, 3.0
MEETINGS = [
    ("ink", "paper", BODY),
    ("ink", "paper-tint", BODY),
    ("ink-soft", "paper", BODY),
    ("ink-soft", "paper-tint", BODY),
    *(("ink", f"{tone}-tint", BODY) for tone in ("accent", "waiting", "positive", "negative")),
    *((tone, "paper", TEXT) for tone in ("accent", "accent-strong", "waiting", "positive", "negative")),
    *((tone, "paper-tint", TEXT) for tone in ("accent", "accent-strong", "waiting", "positive", "negative")),
    *((tone, f"{tone}-tint", TEXT) for tone in ("accent", "waiting", "positive", "negative")),
    *(("accent", f"{tone}-tint", TEXT) for tone in ("waiting", "positive", "negative")),
    ("accent-strong", "accent-tint", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-negative", "negative", TEXT),
    *(("paper", tone, TEXT) for tone in ("accent", "waiting", "positive", "negative")),
    ("line-strong", "paper", SHAPE),
    ("line-strong", "paper-tint", SHAPE),
    ("accent", "line", SHAPE),
]


def colours_of(scheme: str) -> dict[str, str]:
    light, dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_the_one_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), MEETINGS)
def test_what_stands_on_a_colour_can_be_read(scheme, front, back, least):
    colours = colours_of(scheme)
    assert contrast(colours[front], colours[back]) >= least


def test_every_colour_of_the_light_scheme_has_one_in_the_dark():
    dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")[1]
    assert set(colours_of("light")) == set(re.findall(r"--([\w-]+): #", dark))


def test_no_style_sheet_but_the_tokens_and_print_names_a_colour():
    for sheet in TOKENS.parent.glob("*.css"):
        if sheet.name not in {"tokens.css", "print.css"}:
            assert not re.findall(r"(?:#[0-9a-f]{3,6}\b|rgb\()", sheet.read_text()), sheet.name
