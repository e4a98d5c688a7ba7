"""Values from short fixed lists: how an offer is attended, when it is taught, how hard it is, its cycle of study."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from knowledge.feeds.values import UnreadableError
from knowledge.feeds.values.text import without_markup
from knowledge.languages import folded
from knowledge.offer import Cycle, Level, Mode, Schedule

_Kind = TypeVar("_Kind", bound=StrEnum)
_LONGEST_RAW = 120


def _table(words: Mapping[_Kind, str]) -> Mapping[str, _Kind]:
    """Folded word -> value; the words are separated by "|"."""
    return MappingProxyType({_key(word): kind for kind, listed in words.items() for word in listed.split("|")})


def _key(word: str) -> str:
    return re.sub(r"[\W_]+", " ", folded(word)).strip()


_MODES = _table(
    {
        Mode.ONLINE: "online|on-line|fully online|100% online|online learning|distance|distance learning|"
        "distance education|remote|"
        "virtual|e-learning|elearning|web-based|online course|"
        "virtuelles klassenzimmer|a distance|en ligne|a distancia|en linea|online kurs|a distanza|na dalku|on line|"
        "zdalnie|zdalny|zdalne|online synchronous|online asynchronous|etaopetus|verkossa|pa distans|onlineunterricht|"
        "na daljavo|na diaľku|távoktatás|kaugõpe|nuotolinis|дистанційно|онлайн|дистанционно|εξ αποστάσεως|"
        "διαδικτυακά|عن بعد",
        Mode.ONSITE: "onsite|on-site|on site|in person|in-person|face to face|face-to-face|presential|presence|"
        "classroom|campus|on campus|classroom training|prasenz|präsenzveranstaltung|präsenzunterricht|vor ort|"
        "presentiel|"
        "en presentiel|presencial|in presenza|stacjonarnie|stacjonarne|lahiopetus|på plats|prezenčně|"
        "prezenční|prezenčná|jelenléti|auditorinis|klātienē|u živo|v živo|δια ζώσης|очно|присъствено|"
        "حضوري|prezencijalno",
        Mode.BLENDED: "blended|blended learning|hybrid|hybrid learning|mixed mode|combined learning|"
        "integriertes lernen|"
        "mixte|hybride|bimodal|semipresencial|misto|mista|ibrido|mieszane|hybrydowe|hybrydowy|monimuoto|kombinovaná|"
        "kombinované|комбиниран|змішаний|змішана|μικτή|مدمج|hibrid|hibrido|hibridno|põimõpe",
    }
)
_SCHEDULES = _table(
    {
        Schedule.FULL_TIME: "full time|full-time|fulltime|vollzeit|temps plein|a temps plein|tiempo completo|"
        "a tempo pieno|tempo pieno|tempo inteiro|voltijd|heltid|kokoaikainen|pelny etat|plný úvazok|denní",
        Schedule.PART_TIME: "part time|part-time|parttime|teilzeit|temps partiel|a temps partiel|tiempo parcial|"
        "a tempo parziale|tempo parziale|tempo parcial|deeltijd|deltid|osa-aikainen|berufsbegleitend|niepełny etat",
        Schedule.MORNING: "morning|mornings|morning classes|vormittag|vormittags|matin|cours du matin|mañana|mattina|"
        "ochtend|rano",
        Schedule.EVENING: "evening|evenings|evening classes|abend|abends|abendveranstaltung|soir|cours du soir|"
        "serale|avond|kväll|noche|wieczorowe|iltaopetus",
        Schedule.WEEKEND: "weekend|weekends|weekend classes|wochenende|wochenendveranstaltung|fin de semana|"
        "week-end|fine settimana|zaoczne|weekendowe|viikonloppu",
        Schedule.SELF_PACED: "self paced|self-paced|selfpaced|self study|self-study|own pace|at your own pace|"
        "selbststudium|a votre rythme|a tu ritmo|autoapprendimento|eigen tempo|flexible pace|asynchronous",
    }
)
_LEVELS = _table(
    {
        Level.BEGINNER: "beginner|beginners|introductory|basic|elementary|foundation|novice|entry level|"
        "beginner level|anfänger|grundlagen|einsteiger|débutant|principiante|principianti|iniciante|"
        "początkujący|základní|basis",
        Level.INTERMEDIATE: "intermediate|intermediate level|medium|mittelstufe|intermédiaire|"
        "intermedio|intermédio|średniozaawansowany",
        Level.ADVANCED: "advanced|advanced level|expert|expert level|fortgeschritten|fortgeschrittene|experte|"
        "avancé|avanzado|avanzato|avançado|zaawansowany|gevorderd",
        Level.MIXED: "mixed|all levels|any level|alle stufen|tous niveaux|todos los niveles|tutti i livelli",
    }
)
_CYCLES = _table(
    {
        Cycle.SHORT: "short|short cycle|short-cycle|0|zero|qf ehea 0|short cycle qf ehea",
        Cycle.FIRST: "first|first cycle|first-cycle|1|1st|1st cycle|bachelor|qf ehea 1",
        Cycle.SECOND: "second|second cycle|second-cycle|2|2nd|2nd cycle|master|qf ehea 2",
        Cycle.THIRD: "third|third cycle|third-cycle|3|3rd|3rd cycle|doctorate|doctoral|qf ehea 3",
    }
)


def mode(value: object) -> Mode:
    """How the offer is attended; both online and on site in one list is blended."""
    expected = "how the course is attended: online, onsite or blended"
    if isinstance(value, list | tuple) and 0 < len(value) <= 10:
        stated = {_looked_up(each, _MODES, expected) for each in value}
        return stated.pop() if len(stated) == 1 else Mode.BLENDED
    return _looked_up(value, _MODES, expected)


def schedules(value: object) -> tuple[Schedule, ...]:
    """When it is taught, each once, in the order given."""
    expected = "when the course is taught: full time, part time, morning, evening, weekend or self-paced"
    values = (
        value
        if isinstance(value, list | tuple)
        else re.split(r"[,;/|]", value)
        if isinstance(value, str)
        else [value]
    )
    if not 0 < len(values) <= 10:
        raise UnreadableError(expected)
    return tuple(dict.fromkeys(_looked_up(each, _SCHEDULES, expected) for each in values))


def level(value: object) -> Level:
    """How hard it is, as the provider says."""
    return _looked_up(value, _LEVELS, "how hard the course is: beginner, intermediate, advanced or mixed")


def cycle(value: object) -> Cycle:
    """The cycle of the Framework of Qualifications of the European Higher Education Area."""
    expected = "a cycle of higher education (QF-EHEA): short, first, second or third"
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if 0 <= value <= 3 else None
    return _looked_up(value, _CYCLES, expected)


def _looked_up(value: object, table: Mapping[str, _Kind], expected: str) -> _Kind:
    if not isinstance(value, str) or len(value) > _LONGEST_RAW:
        raise UnreadableError(expected)
    found = table.get(_key(without_markup(value)))
    if found is None:
        raise UnreadableError(expected)
    return found
