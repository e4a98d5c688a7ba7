"""Opening feeds and streaming their records. Everything a feed can do wrong as a whole is a FeedError.

`feed_file` unpacks within limits, `encodings` finds the encoding, `json_streams` and `xml_streams` give the records.
"""

from knowledge.feeds.feed_file import Feed, Limits, open_feed
from knowledge.feeds.json_streams import json_document, json_lines, json_members, json_records
from knowledge.feeds.xml_streams import xml_records

__all__ = [
    "Feed",
    "Limits",
    "json_document",
    "json_lines",
    "json_members",
    "json_records",
    "open_feed",
    "xml_records",
]
