"""What a machine does to a portal on a bad day: it kills, fills, locks and restarts. Nothing may be lost or let in."""
