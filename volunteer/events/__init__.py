"""活动, 场次, 岗位, 报名: what is offered, when, how many are needed, and who comes.

- `models`     events, shifts, posts, sign-ups
- `notice`     what a recruitment notice must say before it is published
- `moving`     an event's state moves by its table
- `arranging`  drafting, publishing, copying, postponing, cancelling
- `classes`    a class that was ordered: no list shows it, its tutors have its places
- `signups`    a place at a post, the waiting list, withdrawing, picking
- `offers`     what each person can do with a shift, or why not
- `timers`     reminding the day before, ending what is over
- `queries`    reading
- `permissions`  may_… questions
- `calendar`   a file for the phone's calendar
- `refusals`   the ways to say no
"""
