"""The account page: password, second factor, devices, calendar addresses, language and appearance."""
