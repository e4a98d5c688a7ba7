"""Feeds: files of learning offers in the formats of the field, read record by record.

`records` says what comes out, `format` what a format must provide (one module each in `formats`), `opening` streams
files of any size within limits, `values` reads single values as people write them, `draft` puts an offer together,
`reading` runs it all. A wrong record never stops a feed and never vanishes silently.
"""
