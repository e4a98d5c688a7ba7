"""Europass CV as JSON: the SkillsPassport of 2012-2020 as documented by Cedefop, and a Candidate written as JSON.

The portal of 2020 exports PDF, Word and XML, no JSON of its own; tools that turn its XML into JSON keep its names.
"""

from __future__ import annotations

import re

from knowledge.profiles.brought import Brought
from knowledge.profiles.europass import candidate, skills_passport
from knowledge.profiles.in_memory import json_tree, nodes
from knowledge.profiles.refusal import ProfileError, Refusal

FORMAT = "europass_json"
_NAMES = re.compile(rb'"(?:SkillsPassport|LearnerInfo|Candidate|CandidateProfile)"\s*:')


def recognises(head: bytes, name: str) -> float:
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return 0.9 if plain.startswith(b"{") and _NAMES.search(plain) else 0.0


def read(data: bytes) -> Brought:
    tree = json_tree(data)
    for holder in (*nodes(tree, "SkillsPassport"), tree):
        if isinstance(holder, dict) and "LearnerInfo" in holder:
            return skills_passport(holder, FORMAT)
    for holder in (*nodes(tree, "Candidate"), tree):
        if isinstance(holder, dict) and "CandidateProfile" in holder:
            return candidate(holder, FORMAT)
    raise ProfileError(Refusal.NOTHING_IN_IT)
