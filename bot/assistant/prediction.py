"""The same predictions for less work, once a model is trained. The test stories are predicted with and without these
amendments (`WAYMARK_PLAIN_RASA=1`), to the same last action.
"""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, FrozenSet, List, Optional, Set, Tuple

Lookup = Dict[str, Any]


def install() -> None:
    """Amend Rasa's prediction. Call it after the stand-ins and before a model is loaded."""
    walk_the_graph_in_order()
    look_up_rules_by_the_last_action()
    read_no_words_for_rules_on_acts()


def walk_the_graph_in_order() -> None:
    """Graphs of a few nodes are run every turn. Dask plans each anew, as for a cluster: walk them depth first."""
    from rasa.engine.runner import dask as runner

    class InOrder:
        @staticmethod
        def get(graph: Dict[str, Any], targets: List[str]) -> List[Any]:
            done: Dict[str, Any] = {}

            def value(name: str) -> Any:
                if name not in done:
                    node = graph[name]
                    # an input of the run is (name, value); a node is (callable, names of what it needs …)
                    if callable(node[0]):
                        done[name] = node[0](*(value(need) if need in graph else need for need in node[1:]))
                    else:
                        done[name] = node
                return done[name]

            return [value(target) for target in targets]

    runner.dask = InOrder


def look_up_rules_by_the_last_action() -> None:
    """RulePolicy compares every rule with the conversation, state by state. A rule can only apply when its last state
    comes after the same action as the conversation's, and that is one look-up."""
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.shared.core.constants import PREVIOUS_ACTION

    compare_all = RulePolicy._get_possible_keys
    indexes: Dict[int, Tuple[Lookup, Dict[Optional[FrozenSet[Tuple[str, str]]], List[str]]]] = {}

    def last_action(state: Dict[str, Any]) -> Optional[FrozenSet[Tuple[str, str]]]:
        action = state.get(PREVIOUS_ACTION)
        return frozenset(action.items()) if action else None

    def index_of(lookup: Lookup) -> Dict[Optional[FrozenSet[Tuple[str, str]]], List[str]]:
        known = indexes.get(id(lookup))
        if known is None or known[0] is not lookup:
            index: Dict[Optional[FrozenSet[Tuple[str, str]]], List[str]] = {}
            for key in lookup:
                index.setdefault(last_action(json.loads(key)[-1]), []).append(key)
            known = indexes[id(lookup)] = (lookup, index)
        return known[1]

    def possible_keys(self: RulePolicy, lookup: Lookup, states: List[Dict[str, Any]]) -> Set[str]:
        candidates = index_of(lookup).get(last_action(states[-1]), [])
        found: Set[str] = compare_all(self, dict.fromkeys(candidates), states)
        return found

    RulePolicy._get_possible_keys = possible_keys


def read_no_words_for_rules_on_acts() -> None:
    """RulePolicy first looks for rules on the words of a message, then for rules on its act. When no rule is on
    words, the first look finds nothing: leave it out."""
    from rasa.core.policies.rule_policy import RULES, RulePolicy

    find: Callable[..., Tuple[Optional[str], Optional[str], bool]] = RulePolicy._find_action_from_rules

    def find_action(
        self: RulePolicy, tracker: Any, domain: Any, use_text_for_last_user_input: bool
    ) -> Tuple[Optional[str], Optional[str], bool]:
        if use_text_for_last_user_input:
            on_words = getattr(self, "_rules_on_words", None)
            if on_words is None:
                on_words = self._rules_on_words = any(
                    "text" in state.get("user", {}) for key in self.lookup[RULES] for state in json.loads(key)
                )
            if not on_words:
                return None, None, False
        return find(self, tracker, domain, use_text_for_last_user_input)

    RulePolicy._find_action_from_rules = find_action
