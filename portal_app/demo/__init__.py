"""The demonstration district: invented people around today's date."""
