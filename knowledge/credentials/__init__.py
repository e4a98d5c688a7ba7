"""Signed credentials: is this document as its issuer made it, and who sealed it? Checked on this machine alone.

A signature that fits shows that nothing was changed. Who made it shows only where a chain of certificates leads to
one that the operator trusts. Whether a certificate or credential was revoked cannot be known without asking its
issuer's service, so that is always said. "Authentic" is said for nothing less.
"""
