"""Sixty mails as programs write them: what the asker wrote themselves is found, and how often it is not."""

from collaborations.enquiries.arriving import letters
from tests.collaborations.enquiries.mails import MAILS

MOST_WRONG = 0.05


def words(text):
    """Line breaks are the way's, not the writer's."""
    return " ".join(line.removeprefix("> ") for line in text.split("\n")).split()


def found_wrong():
    return {name for name, raw, own in MAILS if words(letters.read(raw).text) != words(own)}


def test_sixty_mails_of_three_languages_are_read(capsys):
    wrong = found_wrong()
    rate = len(wrong) / len(MAILS)
    with capsys.disabled():
        print(
            f"\nparsed wrong: {len(wrong)} of {len(MAILS)} mails, {rate:.1%} (gate <= {MOST_WRONG:.0%}) {sorted(wrong) or ''}"
        )
    assert len(MAILS) == 60
    assert rate <= MOST_WRONG
