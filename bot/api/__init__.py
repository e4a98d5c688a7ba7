"""The public HTTP contract, one router a subject."""
