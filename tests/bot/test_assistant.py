"""The Rasa project: it agrees with the app, and Rasa's own tools accept it and run its test stories."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.assistant import launcher
from bot.inner_process import LAUNCHER
from nlu.understanding import Act
from tests.bot.conftest import KEY, TestApp, run_rasa

PROJECT = LAUNCHER.parent


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def domain() -> dict[str, Any]:
    return {key: value for file in PROJECT.glob("domain/*.yml") for key, value in read(file).items()}


def rules() -> list[dict[str, Any]]:
    return [rule for file in PROJECT.glob("data/rules/*.yml") for rule in read(file)["rules"]]


def acts_of(rule: dict[str, Any]) -> list[str]:
    first = rule["steps"][0]
    return [one["intent"] for one in first.get("or", [first]) if "intent" in one]


def test_intents_are_the_dialogue_acts() -> None:
    assert domain()["intents"] == [act.value for act in Act]


def test_every_slot_is_set_by_actions_only_and_two_flags_steer_the_rules() -> None:
    slots = domain()["slots"]
    assert all(slot["mappings"] == [{"type": "custom"}] for slot in slots.values())
    assert {name for name, slot in slots.items() if slot["influence_conversation"]} == {
        "goal_known",
        "shortlist_known",
    }
    assert all(slots[name]["initial_value"] is False for name in ("goal_known", "shortlist_known"))


@pytest.mark.parametrize("act", list(Act))
def test_every_act_is_answered_in_every_state_by_exactly_one_rule(act: Act) -> None:
    for goal, shortlist in itertools.product((True, False), repeat=2):
        flags = {"goal_known": goal, "shortlist_known": shortlist}
        answering = [
            rule["rule"]
            for rule in rules()
            if act.value in acts_of(rule)
            and all(
                flags[name] is wanted
                for condition in rule.get("condition", [])
                for one in condition.get("slot_was_set", [])
                for name, wanted in one.items()
            )
            and not any("active_loop" in condition for condition in rule.get("condition", []))
        ]
        assert len(answering) == 1, (flags, answering)


@pytest.mark.parametrize("act", list(Act))
def test_every_act_is_answered_when_the_goal_was_asked_for(act: Act) -> None:
    inside = [
        rule["rule"]
        for rule in rules()
        if act.value in acts_of(rule) and {"active_loop": "goal_form"} in rule.get("condition", [])
    ]
    assert len(inside) == 1


def test_every_action_of_the_rules_is_in_the_domain_and_the_other_way_round() -> None:
    told = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
    from_the_form = {"action_ask_goal", "validate_goal_form"}
    assert told - {"goal_form", "action_deactivate_loop"} | from_the_form == set(domain()["actions"])


def test_the_channel_is_the_only_way_in() -> None:
    assert list(read(PROJECT / "credentials.yml")) == ["bot.assistant.channel.WaymarkChannel"]


def test_no_address_or_key_is_written_into_the_project() -> None:
    for file in PROJECT.glob("*.yml"):
        assert not re.search(r"https?://|\d+\.\d+\.\d+\.\d+", file.read_text("utf-8")), file


def test_the_launcher_reads_paths_from_where_you_stand_and_adds_what_is_not_given(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    given = ["train", "--out", "here", "--data", "data", "--augmentation", "3"]
    assert launcher.arguments(given, tmp_path) == [
        *("train", "--out", str(tmp_path / "here"), "--data", str(tmp_path / "data"), "--augmentation", "3"),
        *("--domain", str(PROJECT / "domain"), "--fixed-model-name", "waymark"),
    ]
    assert launcher.arguments(["data", "validate"], tmp_path)[:2] == ["data", "validate"]
    assert launcher.arguments(["run"], tmp_path)[-2:] == ["--interface", "127.0.0.1"]
    assert launcher.arguments([], tmp_path) == []


@pytest.mark.parametrize("option", ["--enable-api", "--interface", "-i", "--cors", "--interface=0.0.0.0"])
def test_run_cannot_be_opened_to_the_world(option: str, tmp_path: Path) -> None:
    refused = run_rasa("run", option, "x", home=tmp_path)
    assert refused.returncode != 0
    assert "127.0.0.1" in refused.stderr


@pytest.mark.system
def test_rasas_own_validation_finds_no_fault(tmp_path: Path) -> None:
    validated = run_rasa("data", "validate", "--fail-on-warnings", home=tmp_path)
    told = validated.stdout + validated.stderr
    assert validated.returncode == 0, told
    assert "No story structure conflicts found" in told
    assert "UserWarning" not in told


@pytest.mark.system
@pytest.mark.parametrize("plain", ["", "1"], ids=["as it runs", "plain Rasa"])
def test_the_test_stories_are_predicted_to_the_last_action(rasa_home: Path, plain: str) -> None:
    asked = ("test", "core", "--stories", str(PROJECT / "tests"), "--fail-on-prediction-errors", "--no-plot")
    tested = run_rasa(*asked, home=rasa_home, WAYMARK_PLAIN_RASA=plain)
    assert tested.returncode == 0, tested.stdout + tested.stderr
    report = json.loads((rasa_home / "assistant" / "results" / "story_report.json").read_text("utf-8"))
    stories = sum(len(read(file)["stories"]) for file in PROJECT.glob("tests/*.yml"))
    assert report["conversation_accuracy"] == {
        "accuracy": 1.0,
        "correct": stories,
        "with_warnings": 0,
        "total": stories,
    }


@pytest.mark.system
def test_rasas_tools_see_the_understanding_of_the_app(rasa_home: Path, small_app: TestApp, tmp_path: Path) -> None:
    examples = tmp_path / "examples.yml"
    examples.write_text(
        'version: "3.1"\nnlu:\n  - intent: thanks\n    examples: |\n      - thank you\n      - thank you so much\n'
        "  - intent: greet\n    examples: |\n      - hello there\n",
        "utf-8",
    )
    out = tmp_path / "results"
    known = {"WAYMARK_APP_URL": small_app.url, "WAYMARK_INTERNAL_KEY": KEY}
    tested = run_rasa("test", "nlu", "--nlu", str(examples), "--out", str(out), "--no-plot", home=rasa_home, **known)
    assert tested.returncode == 0, tested.stdout + tested.stderr
    report = json.loads((out / "intent_report.json").read_text("utf-8"))
    assert report["thanks"]["recall"] == 1.0
    assert report["greet"]["recall"] == 0.0
    assert report["greet"]["confused_with"] == {"out_of_scope": 1}


@pytest.mark.system
def test_without_the_app_rasas_tools_say_what_to_start(rasa_home: Path, tmp_path: Path) -> None:
    examples = tmp_path / "examples.yml"
    examples.write_text('version: "3.1"\nnlu:\n  - intent: thanks\n    examples: |\n      - thank you\n', "utf-8")
    tested = run_rasa(
        "test",
        "nlu",
        "--nlu",
        str(examples),
        "--out",
        str(tmp_path),
        home=rasa_home,
        WAYMARK_APP_URL="http://127.0.0.1:9",
    )
    assert tested.returncode != 0
    assert "start it" in tested.stdout + tested.stderr
