"""Volunteer service and community co-construction: from a need to minutes to a report."""
