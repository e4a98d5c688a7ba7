"""Everyone: the people of an installation, with the stores that are there whether or not the advisor runs."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from actions.services import Services
from bot.people.database import Database
from bot.people.found import FoundProfiles, ProfileFiles, ProfileRows
from bot.people.people import People
from bot.settings import Settings
from index.choice import open_profiles
from index.profiles.contract import ProfileEncoder


def people_of(settings: Settings) -> People:
    """What is kept, and until when. The parts of the advisor add their own holders."""
    return People(Database(settings.people_url), keep_days=settings.keep_days, limit=settings.max_kept)


def stored_people_of(settings: Settings) -> People:
    """The same with every store on disk, for where no advisor runs and no model is loaded."""
    from bot.copilot.audit import Audit
    from bot.copilot.beside import Beside
    from bot.copilot.letters import Letters
    from bot.take_home.given import Plans

    people = people_of(settings)
    stores = (Letters, Plans, Beside, Audit)
    people.holders[:0] = [
        ProfileFiles(profiles_folder(people, settings)),
        *([ProfileRows(settings.index_url)] if settings.index_url else []),
        *(store(people.database) for store in stores),
    ]
    return people


def profiles_folder(people: People, settings: Settings) -> Path:
    """Where the index of profiles is: beside the database's file, or in the data folder where PostgreSQL has it."""
    file = people.database.file
    return (file.parent if file is not None else settings.home / "data" / "people") / "profiles"


def find_profiles(people: People, settings: Settings, services: Services) -> None:
    """From now on those who agree to it can be found. Loads the index of profiles."""
    encoder = cast(ProfileEncoder, services.understander.encoder)
    people.find_profiles_in(
        FoundProfiles(open_profiles(profiles_folder(people, settings), encoder, services.esco, settings.index_url))
    )
