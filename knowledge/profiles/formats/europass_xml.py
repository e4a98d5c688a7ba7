"""Europass CV as XML: the SkillsPassport of 2012-2020 and the Candidate that the portal exports since 2020."""

from __future__ import annotations

import re

from knowledge.profiles.brought import Brought
from knowledge.profiles.europass import candidate, skills_passport
from knowledge.profiles.in_memory import xml_tree

FORMAT = "europass_xml"
_ROOT = re.compile(rb"<(?:\w+:)?(SkillsPassport|Candidate)[\s>]")
_OURS = re.compile(rb"europass", re.IGNORECASE)


def recognises(head: bytes, name: str) -> float:
    plain = head.replace(b"\x00", b"")  # UTF-16
    if not plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return 0.0
    return 0.95 if _ROOT.search(plain) and _OURS.search(plain) else 0.0


def read(data: bytes) -> Brought:
    root, tree = xml_tree(data, "SkillsPassport", "Candidate")
    return candidate(tree, FORMAT) if root == "Candidate" else skills_passport(tree, FORMAT)
