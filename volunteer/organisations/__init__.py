"""Organisations in two hierarchies, who belongs to them, and the roles granted for them.

- `models`       organisations, memberships, roles granted
- `founding`     an organisation is made and changed
- `membership`   a person's unit and community, with history
- `roles`        granting and ending a role
- `standing`     the frozen principal: who is acting, and where
- `queries`      reading; `below()` is the SQL filter for what one may see
- `permissions`  may_… questions
- `refusals`     the ways to say no
"""
