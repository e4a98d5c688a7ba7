"""What Waymark knows in the formats of others: offers as ELM and schema.org, profiles as Europass. Never more."""
