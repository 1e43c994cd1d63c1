"""Taking mail out of a Maildir: read in new/, moved to cur/ once it is safe in the database.

Whoever is killed in between leaves the mail in new/; read again, it is the enquiry it already is. Two at once read the
same mails, of which the database keeps one each, and the slower one finds that the file has moved.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from collaborations.enquiries.arriving.letters import HEAD_OCTETS, MOST_OCTETS

SEEN = ":2,S"


@dataclass(frozen=True)
class Waiting:
    """One file in new/; of one that is too large only the head is read."""

    path: Path

    def read(self) -> tuple[bytes, bool]:
        """The mail, and whether that is all of it. Raises OSError when it cannot be read or has gone."""
        with self.path.open("rb") as file:
            raw = file.read(MOST_OCTETS + 1)
        return (raw, True) if len(raw) <= MOST_OCTETS else (raw[:HEAD_OCTETS], False)

    def put_away(self) -> None:
        """To cur/, marked as seen; somebody else may have done it already."""
        cur = self.path.parent.parent / "cur"
        cur.mkdir(exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            self.path.rename(cur / f"{self.path.name.partition(':')[0]}{SEEN}")


def waiting_in(directory: Path) -> Iterator[Waiting]:
    """What lies in new/, in the order of its names, which begin with the second of its arrival."""
    for path in sorted((directory / "new").iterdir()):
        if not path.name.startswith(".") and path.is_file() and not path.is_symlink():
            yield Waiting(path)
