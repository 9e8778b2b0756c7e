"""A message by phone: written in the same transaction as its cause, sent by the worker."""

from datetime import datetime

import sqlalchemy as sa

from volunteer.base import jobs
from volunteer.base.db import db, write
from volunteer.notices.channels import Channel
from volunteer.notices.models import Message


def post(to: str, text: str, now: datetime) -> None:
    """Put a message into the outbox."""
    message = Message(to=to, text=text, written_at=now)
    db.session.add(message)
    db.session.flush()
    jobs.add("message", {"message_id": message.id}, now)


def deliver(message_id: int, channel: Channel) -> None:
    """Send one message, and note that it went."""
    message = db.session.get(Message, message_id)
    if message is None or message.sent_at is not None:
        db.session.rollback()
        return
    to, text = message.to, message.text
    db.session.rollback()  # nothing is held open while the gateway takes its time
    channel.send(to, text)

    def note(now: datetime) -> None:
        db.session.execute(sa.update(Message).where(Message.id == message_id).values(sent_at=now))

    write(note)


def forget(older_than: datetime) -> None:
    """Delete old messages: they hold phone numbers and codes."""
    db.session.execute(sa.delete(Message).where(Message.written_at < older_than))
