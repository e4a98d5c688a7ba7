"""The app: one FastAPI process with the models and the index; it fronts the dialogue engine and answers people."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles

from actions.registry import build_executor
from actions.render import Renderer
from bot import embedding, page
from bot.api import bring, conversations, events, offers, operations, personal_data, skills, take_home, widget
from bot.api.described import describe
from bot.bring import page as bring_page
from bot.chat import Chat
from bot.copilot import routes as copilot
from bot.copilot.beside import Beside
from bot.copilot.desk import Desk
from bot.copilot.holding import give_back_the_absent
from bot.copilot.letters import Letters
from bot.copilot.pages import refusal_page
from bot.engine import EngineUnavailableError, RasaEngine
from bot.house import load_services
from bot.intake import Intake
from bot.metrics import Metrics
from bot.parse_data import parse_data
from bot.people.asked import erase_as_asked_forever
from bot.people.everyone import find_profiles, people_of
from bot.people.people import People
from bot.portals import Portals
from bot.problems import PROBLEM_RESPONSES, install_problem_handlers
from bot.sessions import Sessions
from bot.settings import Settings
from bot.take_home.files import Files
from bot.take_home.given import Plans
from bot.unanswered import Unanswered
from bot.webhook import nlu_router, webhook_router

log = logging.getLogger(__name__)
EXPIRY_INTERVAL_S = 30.0
SECURITY_HEADERS = {
    "Content-Security-Policy": page.CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def create_app(settings: Settings) -> FastAPI:
    """The app for `settings`. Models, index and dialogue engine are loaded when it starts, not here."""
    key = settings.internal_key or secrets.token_urlsafe(32)
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = RasaEngine(
            python=settings.rasa_executable,
            model=settings.home / "assistant",
            app_url=settings.loopback_url,
            key=key,
            turn_timeout_s=settings.turn_timeout_s,
        )
        # Rasa starts in its own process while the models load here
        starting = asyncio.create_task(engine.start())
        try:
            services = await asyncio.to_thread(load_services, settings, metrics, portals)
            desk: Desk = app.state.desk
            if desk.is_on:
                services = dataclasses.replace(services, counsellor=desk.someone_is_here)
            app.state.services = services
            app.include_router(webhook_router(build_executor(services), key))
            app.include_router(nlu_router(lambda text: parse_data(services.understander.understand(text)), key))
            sessions = Sessions(idle_s=settings.session_minutes * 60, limit=settings.max_conversations)
            people: People = app.state.people
            await asyncio.to_thread(find_profiles, people, settings, services)
            await asyncio.to_thread(people.recover)  # before anybody speaks
            app.state.chat = Chat(settings, services, engine, Renderer(services), sessions, metrics, people)
            app.state.chat.notice = app.state.unanswered.notice
            app.state.beside.is_open = app.state.unanswered.is_open = lambda held: sessions.held(held) is not None
            app.state.files = Files(services, app.state.chat.renderer, settings.service_name)
            await starting
            app.state.engine = engine
            info = services.index.info()
            log.info("ready: %s offers, generation %s", info.offers, info.generation)
            tasks = [
                asyncio.create_task(_expire_forever(app.state.chat, desk)),
                asyncio.create_task(erase_as_asked_forever(app.state.chat)),
            ]
            yield
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        finally:
            starting.cancel()
            with suppress(asyncio.CancelledError, EngineUnavailableError):
                await starting
            await engine.stop()

    app = FastAPI(
        title="Waymark",
        version=_version(),
        description="A guidance advisor for micro-credentials.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses=PROBLEM_RESPONSES,
    )
    app.state.settings, app.state.metrics = settings, metrics
    app.state.portals = portals = Portals.load(settings.portals)
    app.state.people = people_of(settings)
    app.state.plans = Plans(app.state.people.database)
    app.state.people.holders.append(app.state.plans)
    app.state.desk = Desk.from_settings(settings, app.state.people)
    app.state.beside = Beside(app.state.people.database)
    app.state.unanswered = Unanswered(app.state.people.database)
    app.state.people.holders += [app.state.beside, app.state.unanswered]
    Letters.join(app.state.people)
    install_problem_handlers(app, {"/copilot": refusal_page})
    app.add_middleware(Intake, headers=SECURITY_HEADERS)  # inside CORS: a portal may read why it was refused
    if origins := list(dict.fromkeys((*settings.allowed_origins, *portals.origins))):
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Content-Disposition", "Retry-After"],
            max_age=600,
        )
    for router in (
        conversations.router,
        personal_data.router,
        events.router,
        take_home.router,
        take_home.page_router,
        offers.router,
        skills.router,
        operations.router,
        widget.router,
        embedding.router,
        page.router,
        bring.router,
        bring_page.router,
        copilot.router,
    ):
        app.include_router(router)
    describe(app)
    app.mount("/static", StaticFiles(directory=page.WEB / "static"), name="static")
    return app


async def _expire_forever(chat: Chat, desk: Desk) -> None:
    while True:
        await asyncio.sleep(EXPIRY_INTERVAL_S)
        try:
            await chat.expire()
            desk.sign_ins.sweep()
            await give_back_the_absent(chat, desk)
        except Exception:
            log.exception("expiring conversations failed; trying again in %s s", EXPIRY_INTERVAL_S)


def _version() -> str:
    try:
        return version("waymark")
    except PackageNotFoundError:
        return "0"
