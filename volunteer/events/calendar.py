"""A file for the phone's calendar (RFC 5545)."""

from volunteer.events.models import Shift


def ics(shift: Shift, link: str) -> str:
    """Return one shift as a calendar file with a reminder an hour before."""
    event = shift.event
    rows = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//volunteer//ZH",
        "BEGIN:VEVENT",
        f"UID:{shift.code}@volunteer",
        f"DTSTAMP:{event.state_since:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{shift.starts_at:%Y%m%dT%H%M%SZ}",
        f"DTEND:{shift.ends_at:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        f"DESCRIPTION:{_text(link)}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(event.title)}",
        "TRIGGER:-PT1H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(row) for row in rows)


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(row: str) -> str:
    """Return the row in pieces of at most 75 bytes, never cut inside a character."""
    out, piece = "", ""
    for character in row:
        if len((piece + character).encode()) > 73:
            out, piece = out + piece + "\r\n ", ""
        piece += character
    return out + piece + "\r\n"
