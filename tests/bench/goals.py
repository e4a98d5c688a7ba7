"""Goals that the benchmarks ask for, each in its language, and their vectors by the real encoder."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from index.contract import Vector
from nlu.encoder import Encoder

ABOUT = (
    ("web development", "en"), ("Webentwicklung", "de"), ("comptabilité", "fr"), ("contabilità", "it"),
    ("księgowość", "pl"), ("účetnictví", "cs"), ("βάσεις δεδομένων", "el"), ("برمجة المواقع", "ar"),
    ("веб-розробка", "uk"), ("grafikai tervezés", "hu"), ("marketing digital", "pt"), ("ciberseguridad", "es"),
    ("machine learning", "nl"), ("projektledelse", "da"), ("umjetna inteligencija", "hr"), ("kirjanpito", "fi"),
    ("finančná analýza", "sk"), ("računovodstvo", "sl"), ("киберсигурност", "bg"), ("proiectare grafică", "ro"),
    ("data science", "sv"), ("buhalterinė apskaita", "lt"), ("grāmatvedība", "lv"), ("raamatupidamine", "et"),
    ("programmazzjoni", "mt"), ("play the piano", "en"),
)  # fmt: skip
"""Goals that some offer of the default catalogue is about."""
NOT_ABOUT = (
    ("welding", "en"), ("Schweißer", "de"), ("train driver", "en"), ("Friseurin", "de"), ("boulanger", "fr"),
    ("forklift licence", "en"), ("plumber", "en"), ("pilote de ligne", "fr"), ("cuoco", "it"), ("butcher", "en"),
    ("florist", "en"), ("bricklayer", "en"), ("truck driver", "en"), ("carpentry", "en"), ("asdf qwer zxcv", "en"),
)  # fmt: skip
"""Goals that the default catalogue has no offer for (looked up by hand, 2026-11-24)."""


def embedded(home: Path) -> tuple[Vector, float]:
    """The vectors of ABOUT, float32[goals, dimension], and the median milliseconds of embedding one."""
    encoder = Encoder.load(home / "encoder")
    taken, vectors = [], []
    for goal in ABOUT:
        begun = time.perf_counter()
        vectors.append(encoder.encode_query(*goal))
        taken.append(1000 * (time.perf_counter() - begun))
    return np.stack(vectors), float(np.median(taken))
