"""点单: the catalogue of offerings, and orders from the wish for a class to the school's word on it.

- `models`       offerings with their capacity, orders, invitations, materials, reviews
- `queries`      reading
- `offering`     putting an offering on the menu, changing it, taking it off
- `catalogue`    reading the menu, with what each offering says of itself
- `placing`      an order, and a returned one placed again
- `inviting`     teams and tutors are asked; they decline, or do not answer
- `answering`    the provider sends an order back, or cannot
- `taking`       one team takes an order, and the class is made
- `crew`         who teaches, whether they may, and changing them
- `candidates`   whom one may ask, and whom a team may send
- `preparing`    the lesson plan and the materials
- `serving`      the record of a class that was given
- `reviewing`    the client's word, signed in or by a link
- `postponing`   another day
- `cancelling`   calling it off
- `dates`        on which day and hour a class can begin
- `wording`      no roster of pupils
- `moving`       an order's state moves by its table
- `telling`      notices to whom an order concerns
- `offers`       what each person can do with an order, or why not
- `path`         where an order stands
- `timers`       what happens when nobody does anything
- `checks`       what must always hold
- `capacity`     how many classes of a month and of a term are left
- `seasons`      holidays, weekends and the terms of the schools
- `permissions`  who keeps the menu, and who has which part in an order
- `refusals`     the ways of saying no
"""
