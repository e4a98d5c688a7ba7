"""Files to take home in words: what each holds, and a button a form."""

from __future__ import annotations

from typing import Any

from actions.contents import Takeable
from actions.render.voice import Voice


def takeable_data(content: Takeable, voice: Voice) -> dict[str, Any]:
    """{files: [{what, title, holds, forms: [{format, text, spoken, take}]}], comes_back}. `take` is what the page's
    form sends to /take-home; GET …/take-home takes `what` and `format`."""
    return {
        "files": [_file(what, forms, voice) for what, forms in content.files],
        "comes_back": content.comes_back,
    }


def _file(what: str, forms: tuple[str, ...], voice: Voice) -> dict[str, Any]:
    title = voice.key(f"plan.title_{what}")
    return {
        "what": what,
        "title": title,
        "holds": voice.key(f"plan.holds_{what}"),
        "forms": [
            {
                "format": form,
                "text": (text := voice.key(f"plan.form_{form}")),
                "spoken": voice.key("text.labelled", label=title, value=text),
                "take": f"{what}.{form}",
            }
            for form in forms
        ],
    }


def takeable_lines(data: dict[str, Any], voice: Voice) -> list[str]:
    """The same to be read aloud."""
    return [
        voice.key(
            "text.labelled",
            label=file["title"],
            value=f"{file['holds']} {voice.listing(form['text'] for form in file['forms'])}.",
        )
        for file in data["files"]
    ]
