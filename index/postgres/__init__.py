"""The index on PostgreSQL with pgvector: for more offers, or more advisors, than one machine's folder is good for."""
