"""The engine with the real Rasa process: conversations, death, silence, rotation, many at once, discreet logs."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import httpx
import psutil
import pytest

from bot.engine import TURNS_BEFORE_ROTATION, EngineAnswer, EngineUnavailableError, RasaEngine, TurnFailedError
from bot.settings import Settings
from tests.bot.conftest import FOUND, KEY, REPOSITORY, Talk, TestApp, an_engine, parse_data

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]


async def until_ready(engine: RasaEngine) -> None:
    async with asyncio.timeout(60):
        while not engine.is_ready:
            await asyncio.sleep(0.05)


async def test_a_whole_conversation_is_answered_by_the_right_actions(talk: Talk) -> None:
    said = [
        ("greet", "action_welcome"),
        ("state_goal", "action_recommend"),
        ("refine", "action_recommend"),
        ("more", "action_more"),
        ("details", "action_details"),
        ("ask_checked", "action_checked"),
        ("ask_recognition", "action_recognition"),
        ("why", "action_why"),
        ("why_not", "action_why_not"),
        ("compare", "action_compare"),
        ("ask_price", "action_price"),
        ("easy_read", "action_easy_read"),
        ("affirm", "action_affirm"),
        ("deny", "action_deny"),
        ("ask_help", "action_help"),
        ("ask_data", "action_data"),
        ("ask_human", "action_human"),
        ("distress", "action_distress"),
        ("out_of_scope", "action_out_of_scope"),
        ("thanks", "action_thanks"),
        ("goodbye", "action_goodbye"),
    ]
    answered = []
    for act, _ in said:
        answer = await talk(act)
        answered.append((act, *talk.actions))
        assert len(answer.messages) == 1
    assert answered == said
    assert talk.slots["shortlist"] == list(FOUND)
    assert talk.slots["focus"] == FOUND[1]
    assert "country" not in talk.slots


async def test_before_any_goal_every_question_about_offers_asks_for_the_goal(
    engine: RasaEngine, small_app: TestApp
) -> None:
    for act in (
        "refine",
        "more",
        "details",
        "ask_checked",
        "ask_recognition",
        "why",
        "why_not",
        "compare",
        "ask_price",
    ):
        talk = Talk(engine, small_app)
        await talk(act)
        assert talk.actions[-1] == "action_ask_goal", act
        await talk(act)
        assert talk.actions[-1] == "action_ask_goal", act
        answer = await talk("state_goal", "baker")
        assert talk.actions[-1] == "action_recommend", act
        assert answer.slots["goal"] == "baker"
        assert len(answer.messages) == 1


@pytest.mark.parametrize(
    ("act", "action"),
    [
        ("thanks", "action_thanks"),
        ("ask_human", "action_human"),
        ("ask_who_are_you", "action_introduce"),
        ("out_of_scope", "action_out_of_scope"),
        ("distress", "action_distress"),
        ("goodbye", "action_goodbye"),
        ("start_over", "action_start_over"),
        ("affirm", "action_affirm"),
        ("deny", "action_deny"),
    ],
)
async def test_nobody_is_held_in_the_question_for_the_goal(talk: Talk, act: str, action: str) -> None:
    await talk("more")
    answer = await talk(act)
    assert [name for name in talk.actions if name != "validate_goal_form"] == [action]
    assert len(answer.messages) == 1
    await talk("greet")
    assert talk.actions == ["action_welcome"]
    await talk("state_goal")
    assert talk.actions == ["action_recommend"]


async def test_a_goal_in_the_first_question_about_offers_is_taken_at_once(talk: Talk) -> None:
    answer = await talk("more", "goal: baker")
    assert talk.actions == ["validate_goal_form", "action_recommend"]
    assert len(answer.messages) == 1
    assert talk.slots["goal"] == "goal: baker"
    await talk("more")
    assert talk.actions == ["action_more"]


async def test_a_goal_in_any_answer_to_the_question_is_taken(talk: Talk) -> None:
    await talk("more")
    await talk("out_of_scope", "goal: accordion")
    assert talk.actions == ["validate_goal_form", "action_recommend"]
    await talk("more")
    assert talk.actions == ["action_more"]


async def test_limits_said_instead_of_a_goal_are_kept_and_the_goal_is_asked_for_again(talk: Talk) -> None:
    await talk("refine", "limit: online")
    assert talk.actions[-1] == "action_ask_goal"
    await talk("refine", "limit: free")
    assert talk.actions == ["validate_goal_form", "action_ask_goal"]
    await talk("state_goal", "baker")
    assert talk.actions == ["validate_goal_form", "action_recommend"]
    assert talk.slots["limits"] == ["limit: free"]


async def test_when_nothing_was_found_questions_about_offers_are_told_so(talk: Talk) -> None:
    await talk("state_goal", "nothing like it")
    await talk("details")
    assert talk.actions == ["action_nothing_shown"]
    await talk("state_goal")
    await talk("more", "nothing more")
    assert talk.actions == ["action_more"]
    await talk("compare")
    assert talk.actions == ["action_nothing_shown"]


async def test_starting_over_forgets_the_goal(talk: Talk) -> None:
    await talk("state_goal")
    await talk("start_over")
    assert "goal" not in talk.slots
    await talk("details")
    assert talk.actions[-1] == "action_ask_goal"


async def test_rotation_keeps_the_slots_and_keeps_turns_cheap(talk: Talk, engine: RasaEngine) -> None:
    await talk("state_goal")
    ids = set()
    for _ in range(2 * TURNS_BEFORE_ROTATION + 1):
        await talk("details")
        assert talk.actions == ["action_details"]
        ids.add(engine._threads[talk.id].rasa_id)
    assert len(ids) == 3
    assert talk.slots["shortlist"] == list(FOUND)


async def test_eight_conversations_at_once_do_not_mix(engine: RasaEngine, small_app: TestApp) -> None:
    async def converse(number: int) -> Talk:
        talk = Talk(engine, small_app)
        await talk("state_goal", f"goal {number}")
        for act in ("details", "more", "ask_checked", "refine", "thanks"):
            await talk(act, f"words of {number}")
            assert talk.slots["goal"] == f"goal {number}"
        return talk

    talks = await asyncio.gather(*(converse(number) for number in range(8)))
    assert {talk.slots["goal"] for talk in talks} == {f"goal {number}" for number in range(8)}


async def test_an_action_that_fails_is_a_failed_turn_and_the_next_one_works(talk: Talk) -> None:
    await talk("state_goal")
    talk.app.calls.broken.add("action_compare")
    try:
        with pytest.raises(TurnFailedError, match="502"):
            await talk("compare", "PRIVATE-broken")
    finally:
        talk.app.calls.broken.clear()
    await talk("details")
    assert talk.actions == ["action_details"]
    assert talk.slots["shortlist"] == list(FOUND)


async def test_the_caller_need_not_keep_the_slots(engine: RasaEngine, small_app: TestApp) -> None:
    async def turn(act: str, turn_id: str) -> EngineAnswer:
        return await engine.turn("forgetful", turn_id, "words", parse_data(act, "words"), {"turn_id": turn_id})

    await turn("state_goal", "forgetful-1")
    engine._renew("forgetful", engine._threads["forgetful"])
    answer = await turn("details", "forgetful-2")
    assert small_app.calls.of("forgetful-2") == ["action_details"]
    assert answer.slots["shortlist"] == list(FOUND)


async def test_a_killed_rasa_is_started_again_and_the_next_turn_knows_the_shortlist(
    talk: Talk, engine: RasaEngine
) -> None:
    await talk("state_goal")
    before, restarts = engine.pid, engine.restarts
    assert before is not None
    os.kill(before, signal.SIGKILL)
    await talk("details")
    assert talk.actions == ["action_details"]
    assert talk.slots["shortlist"] == list(FOUND)
    assert engine.pid != before
    assert engine.restarts == restarts + 1


async def test_a_silent_rasa_is_an_error_in_time_and_recovers_by_itself(
    talk: Talk, engine: RasaEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk("state_goal")
    silent = engine.pid
    assert silent is not None
    os.kill(silent, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "_turn_timeout_s", 1.0)
        began = time.monotonic()
        with pytest.raises(EngineUnavailableError, match="silent"):
            await talk("details")
        assert time.monotonic() - began < 2.0
    await talk("more")
    assert talk.actions == ["action_more"]
    assert talk.slots["shortlist"] == list(FOUND)
    assert engine.pid != silent
    assert not psutil.pid_exists(silent)


async def test_a_turn_that_came_too_late_is_forgotten_by_rasa_too(
    talk: Talk, engine: RasaEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk("state_goal")
    pid, rasa_id = engine.pid, engine._threads[talk.id].rasa_id
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "_turn_timeout_s", 0.5)
        with pytest.raises(EngineUnavailableError):
            await talk("details")
    os.kill(pid, signal.SIGCONT)  # it goes on, with the turn that nobody waits for any more
    await until_ready(engine)
    assert engine.pid == pid
    await engine.forget_the_rest()
    client = await engine._process.client(1.0)
    body = {"conversation_id": rasa_id, "turn_id": "t", "text": "x", "parse_data": parse_data("details", "x")}
    for _ in range(10):
        assert (await client.post("/turn", json=body)).status_code == 409
        await asyncio.sleep(0.05)


async def test_what_rasa_could_not_be_told_to_forget_it_is_told_again(
    talk: Talk, engine: RasaEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk("state_goal")
    rasa_id = engine._threads[talk.id].rasa_id
    client = await engine._process.client(1.0)

    async def broken(*_: object, **__: object) -> None:
        raise httpx.ConnectError("no way through")

    with monkeypatch.context() as patch:
        patch.setattr(client, "post", broken)
        await engine.forget(talk.id)
    await engine.forget_the_rest()
    body = {"conversation_id": rasa_id, "turn_id": "t", "text": "x", "parse_data": parse_data("details", "x")}
    assert (await client.post("/turn", json=body)).status_code == 409


async def test_a_missing_model_or_python_names_the_remedy(small_app: TestApp, tmp_path: Path, model: Path) -> None:
    with pytest.raises(EngineUnavailableError, match=r"no trained assistant at .*train"):
        await an_engine(small_app, tmp_path).start()
    engine = RasaEngine(python=tmp_path / "python", model=model, app_url=small_app.url, key=KEY)
    with pytest.raises(EngineUnavailableError, match="WAYMARK_RASA_PYTHON"):
        await engine.start()


async def test_a_model_that_cannot_be_read_is_told_with_rasas_last_lines(small_app: TestApp, tmp_path: Path) -> None:
    (tmp_path / "waymark.tar.gz").write_bytes(b"no model")
    engine = an_engine(small_app, tmp_path, start_timeout_s=40.0)
    with pytest.raises(EngineUnavailableError, match=r"(?s)cannot read.*launcher.py train.*No valid model found"):
        await engine.start()
    assert engine.pid is None


async def test_rasa_dies_with_the_app_however_the_app_dies(small_app: TestApp, model: Path) -> None:
    app = textwrap.dedent("""
        import asyncio, sys
        from pathlib import Path
        from bot.engine import RasaEngine

        async def main(python, model, url, key):
            engine = RasaEngine(python=Path(python), model=Path(model), app_url=url, key=key)
            await engine.start()
            sys.stdout.write(f"{engine.pid}\\n")
            sys.stdout.flush()
            await asyncio.sleep(600)

        asyncio.run(main(*sys.argv[1:]))
    """)
    command = [sys.executable, "-c", app, str(Settings().rasa_executable), str(model), small_app.url, KEY]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        rasa = psutil.Process(int(await asyncio.to_thread(parent.stdout.readline)))
        parent.kill()
    _, alive = await asyncio.to_thread(psutil.wait_procs, [rasa], 10)
    assert not alive


async def test_it_fits_the_memory_it_was_given(engine: RasaEngine) -> None:
    await until_ready(engine)
    assert psutil.Process(engine.pid).memory_info().rss < 180 * 2**20
