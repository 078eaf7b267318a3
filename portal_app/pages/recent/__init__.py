"""The recent activity: what the school has posted about all children in the last 30 days."""
