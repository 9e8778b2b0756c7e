"""What is wished for, in the residents' own plain words, and how those words are written down here.

A text is two or three lines with an empty line after it: a head, why it is needed, and how it ended (what the claimant
reported when it was done, or why it could not be). The head has the title, the kind, the category, whom it suits (old,
child, teen, or one neighbour's alias), desk or home, CNY for what costs something, `@11-2` for the months it fits, and
`day` for what is done at the weekend, by daylight.
"""

from dataclasses import dataclass

from volunteer.wishes.models import Category, Handover, Kind

_HANDOVER = {"desk": Handover.AT_COMMUNITY, "home": Handover.AT_HOME}


@dataclass(frozen=True)
class Text:
    """A wish in words."""

    title: str
    kind: Kind
    category: Category
    whom: str
    handover: Handover
    value: int | None
    months: frozenset[int]
    is_by_day: bool
    description: str
    ending: str


def read(block: str) -> tuple[Text, ...]:
    """Return the texts of a block. Raises: ValueError for a head with a word that is none."""
    return tuple(_text(*part.splitlines()) for part in block.strip().split("\n\n"))


def _text(head: str, description: str, ending: str = "") -> Text:
    title, kind, category, whom, handover, *more = head.split()
    value = next((int(word) for word in more if word.isdecimal()), None)
    first, last = next((word[1:].split("-") for word in more if word.startswith("@")), ("1", "12"))
    return Text(
        title=title,
        kind=Kind(kind),
        category=Category(category),
        whom=whom,
        handover=_HANDOVER[handover],
        value=value,
        months=_months(int(first), int(last)),
        is_by_day="day" in more or kind == Kind.EXPERIENCE.value,
        description=description,
        ending=ending,
    )


def _months(first: int, last: int) -> frozenset[int]:
    """Return the months from the first to the last, over New Year if need be."""
    return frozenset(month for month in range(1, 13) if (month - first) % 12 <= (last - first) % 12)
