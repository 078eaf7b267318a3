"""The account page: password, two-step sign-in, devices, calendar addresses, language and appearance."""
