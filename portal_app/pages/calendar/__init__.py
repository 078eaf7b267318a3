"""The calendar, of one child (`/calendar/`) or of all (`/family-calendar/`): month, week and list, in layers."""
