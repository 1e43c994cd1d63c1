"""Identifiers of other registers: a slip in one of them is found before it is kept."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from members.organisations.identifiers import (
    CROCKFORD,
    agencies,
    plain_iati,
    plain_ror,
    validate_iati,
    validate_ror,
)

real_numbers = st.integers(0, 32**6 - 1)


def ror_of(number):
    letters, rest = "", number
    for _place in range(6):
        rest, digit = divmod(rest, 32)
        letters = CROCKFORD[digit] + letters
    return f"0{letters}{98 - number * 100 % 97:02}"


def is_ror(text):
    try:
        validate_ror(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("known", ["05xpvk416", "04wxnsj81", "02mhbdp94"])
def test_known_identifiers_are_taken(known):
    assert is_ror(known)


@given(real_numbers)
def test_every_number_has_its_check_digits(number):
    assert is_ror(ror_of(number))


@given(real_numbers, st.integers(1, 8), st.sampled_from(CROCKFORD))
def test_any_one_changed_character_is_found(number, place, letter):
    right = ror_of(number)
    wrong = right[:place] + letter + right[place + 1 :]
    assume(wrong != right)
    assert not is_ror(wrong)


@given(real_numbers, st.integers(1, 7))
def test_two_neighbours_swapped_are_found(number, place):
    right = ror_of(number)
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assume(wrong != right)
    assert not is_ror(wrong)


@pytest.mark.parametrize("text", ["", "05xpvk41", "05xpvk4166", "15xpvk416", "05XPVK416", "05ipvk416", "05xpvk4١6"])
def test_what_is_no_identifier_at_all(text):
    assert not is_ror(text)


@pytest.mark.parametrize(
    "pasted",
    ["https://ror.org/05xpvk416", "http://ror.org/05XPVK416/", "ror.org/05xpvk416", " 05XPVK416 ", "05xp vk4 16"],
)
def test_what_is_pasted_becomes_the_identifier(pasted):
    assert plain_ror(pasted) == "05xpvk416"


@pytest.mark.parametrize(
    "text",
    [
        "NL-KVK-41009999",
        "XM-DAC-7-1",
        "XI-IATI-EC_DEVCO",
        "GB-CHC-202918",
        "BE-BCE_KBO-0405955587",
        "CA_AB-ABT-1",
        "UG-COA-011",
    ],
)
def test_known_registers_are_taken(text):
    validate_iati(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NL-KVX-41009999", "No register is known as NL-KVX"),
        ("XX-COA-1", "No register is known as XX-COA"),
        ("XE-EXAMPLE-1", "No register is known as XE-EXAMPLE"),
        ("41009999", "begins with its register"),
        ("NL-KVK", "begins with its register"),
        ("NL-KVK-", "begins with its register"),
        ("NL-KVK-4100/9999", "begins with its register"),
        ('NL-KVK-"><script>', "begins with its register"),
    ],
)
def test_slips_are_told(text, said):
    with pytest.raises(ValidationError) as refused:
        validate_iati(text)
    assert said in refused.value.messages[0]


def test_lower_case_blanks_and_long_dashes_are_mended():
    assert plain_iati(" nl-kvk–4100 9999 ") == "NL-KVK-41009999"
    assert plain_iati("xi-iati-EC_devco") == "XI-IATI-EC_devco"


def test_the_list_of_registers_is_read_whole():
    assert len(agencies()) > 180
    assert {"NL-KVK", "XM-DAC", "XI-IATI", "ZW-ROD"} <= agencies()
