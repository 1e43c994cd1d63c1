"""Sixty mails as people really send them: twenty shapes of mail programs, each in English, Dutch and French.

Everybody in them is invented. ``MAILS`` gives (name, raw mail, the words that are the asker's own).
"""

from tests.collaborations.enquiries.mails import shapes
from tests.collaborations.enquiries.mails.words import WORDS

MAILS = [
    (f"{shape.__name__}-{language}", *shape(WORDS[language], own))
    for language in WORDS
    for shape, own in zip(shapes.ALL, WORDS[language].own, strict=True)
]
