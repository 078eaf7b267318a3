"""Services without school rules: mail, translation, cookies, throttling, secrets."""
