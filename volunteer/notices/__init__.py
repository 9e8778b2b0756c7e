"""Telling people something: the inbox is the record, messages by phone are extra.

- `models`   notices in the inbox, messages in the outbox
- `inbox`    leaving a notice, reading it
- `outbox`   a message by phone, sent by the worker
- `channels` the ways a message travels
- `queries`  reading
"""
