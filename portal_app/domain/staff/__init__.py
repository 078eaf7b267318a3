"""What school staff do: accounts, rights, activation keys, contact requests and posting."""
