"""Cleaning what people type. Nothing is rejected for being rare; only what nobody can see is taken out."""

import re
import unicodedata

# Control characters except line breaks; zero-width characters; marks that turn the direction of a line.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_DOTS = str.maketrans(dict.fromkeys("•‧・･", "·"))
_MOBILE = re.compile(r"1[3-9][0-9]{9}")  # \d would take the digits of every script
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?|400-?[0-9]{3}-?[0-9]{4}")


LONGEST = 4000  # characters; no field takes as many, and normalising what nobody keeps can take minutes


def clean(text: str) -> str:
    """Return the text in NFC without what nobody can see, with `\\n` line ends, trimmed. Lone surrogates go too.

    What is longer than any field takes stays as it is: its field refuses it for its length.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = text.encode("utf-8", "ignore").decode()
    text = _UNSEEN.sub("", text).strip()
    return unicodedata.normalize("NFC", text) if len(text) <= LONGEST else text


def line(text: str) -> str:
    """Return the cleaned text on one line."""
    return re.sub(r"\s+", " ", clean(text))


def narrow(text: str) -> str:
    """Return full-width digits and Latin letters as ordinary ones."""
    return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)


def person_name(text: str) -> str:
    """Return a name with the one right middle dot and narrow Latin letters."""
    return line(narrow(text)).translate(_DOTS)


def is_name(text: str) -> bool:
    """Say whether this can be a person's name: 2 to 30 letters of any script, `·`, space. Rare characters are fine."""
    # Marks belong to letters (M): without them no Tibetan name is one; its syllables are parted by a dot of their own.
    return (
        2 <= len(text) <= 30
        and text[0].isalpha()
        and all(unicodedata.category(c)[0] in "LM" or c in "·་ " for c in text)
    )


def mobile(text: str) -> str:
    """Return the digits of a mobile number without spaces, hyphens and +86; whatever else was typed stays."""
    digits = re.sub(r"[\s\-()()]", "", narrow(clean(text)))
    return digits.removeprefix("+86").removeprefix("0086") if not _MOBILE.fullmatch(digits) else digits


def telephone(text: str) -> str:
    """Return a mobile number as `mobile` does, and a landline with the hyphens that part its area and extension."""
    digits = mobile(text)
    return digits if is_mobile(digits) else re.sub(r"[\s()]", "", narrow(clean(text)))


def is_mobile(text: str) -> bool:
    """Say whether this is a mobile number of the mainland. (Mainland numbering plan.)"""
    return _MOBILE.fullmatch(text) is not None


def is_telephone(text: str) -> bool:
    """Say whether this is a mobile or a landline number."""
    return is_mobile(text) or _LANDLINE.fullmatch(text) is not None
