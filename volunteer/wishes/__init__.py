"""微心愿: a need is said, reviewed, claimed, delivered, confirmed by the one who received it, and asked about again.

- `models`       wishes, beneficiaries (private), claims, deliveries, confirmations, follow-ups, reveals
- `moving`       a wish's state moves by its table
- `wording`      what may not stand in a wish
- `posting`      posting, revising and withdrawing a wish
- `reviewing`    publishing, returning, rejecting
- `claiming`     claiming, getting in touch, releasing
- `delivering`   saying that it is done
- `confirming`   the receiver's word, and the minutes that follow from it
- `closing`      the honest endings, and the follow-up
- `revealing`    looking at a phone or an address, with a reason
- `timers`       reminding, giving back, expiring
- `path`         where a wish stands, in the words everybody may see
- `queries`      reading
- `queues`       the office's lists, and what waits there for whom
- `offers`       what each person can do with a wish, or why not
- `permissions`  may_… questions, and how much of a wish a person sees
- `checks`       what must always hold
- `refusals`     the ways to say no
"""
