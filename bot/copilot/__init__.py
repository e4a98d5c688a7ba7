"""The co-pilot: what a counsellor sees and does, beside the person and with the person's agreement."""
