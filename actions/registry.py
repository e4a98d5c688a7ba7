"""Registry: every act by its Rasa name, in one executor; every dialogue act by the action that answers it."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from actions.act import Act
from actions.affirm import AffirmAct
from actions.bring_profile import BringProfileAct
from actions.checked import CheckedAct
from actions.compare import CompareAct
from actions.data import DataAct
from actions.deny import DenyAct
from actions.details import DetailsAct
from actions.distress import DistressAct
from actions.easy_read import EasyReadAct
from actions.erase_me import EraseMeAct
from actions.explain_term import ExplainTermAct
from actions.give_consent import GiveConsentAct
from actions.goal_form import AskGoalAct, ValidateGoalForm
from actions.goodbye import GoodbyeAct
from actions.help import HelpAct
from actions.human import HumanAct
from actions.introduce import IntroduceAct
from actions.more import MoreAct
from actions.nothing_shown import NothingShownAct
from actions.out_of_scope import OutOfScopeAct
from actions.pathway import PathwayAct
from actions.price import PriceAct
from actions.recognition import RecognitionAct
from actions.recommend import RecommendAct
from actions.services import Services
from actions.start_over import StartOverAct
from actions.take_home import TakeHomeAct
from actions.thanks import ThanksAct
from actions.welcome import WelcomeAct
from actions.why import WhyAct
from actions.why_not import WhyNotAct
from actions.withdraw_consent import WithdrawConsentAct
from nlu.understanding import Act as DialogueAct

ANSWERED_BY: dict[DialogueAct, type[Act]] = {
    DialogueAct.GREET: WelcomeAct,
    DialogueAct.ASK_WHO_ARE_YOU: IntroduceAct,
    DialogueAct.STATE_GOAL: RecommendAct,
    DialogueAct.REFINE: RecommendAct,
    DialogueAct.MORE: MoreAct,
    DialogueAct.DETAILS: DetailsAct,
    DialogueAct.ASK_CHECKED: CheckedAct,
    DialogueAct.ASK_RECOGNITION: RecognitionAct,
    DialogueAct.WHY: WhyAct,
    DialogueAct.WHY_NOT: WhyNotAct,
    DialogueAct.COMPARE: CompareAct,
    DialogueAct.ASK_PRICE: PriceAct,
    DialogueAct.ASK_HUMAN: HumanAct,
    DialogueAct.ASK_DATA: DataAct,
    DialogueAct.ASK_HELP: HelpAct,
    DialogueAct.ASK_TERM: ExplainTermAct,
    DialogueAct.GIVE_CONSENT: GiveConsentAct,
    DialogueAct.WITHDRAW_CONSENT: WithdrawConsentAct,
    DialogueAct.ERASE_ME: EraseMeAct,
    DialogueAct.PATHWAY: PathwayAct,
    DialogueAct.TAKE_HOME: TakeHomeAct,
    DialogueAct.BRING_PROFILE: BringProfileAct,
    DialogueAct.START_OVER: StartOverAct,
    DialogueAct.EASY_READ: EasyReadAct,
    DialogueAct.DENY: DenyAct,
    DialogueAct.THANKS: ThanksAct,
    DialogueAct.GOODBYE: GoodbyeAct,
    DialogueAct.DISTRESS: DistressAct,
    DialogueAct.OUT_OF_SCOPE: OutOfScopeAct,
}
"""Which act answers which dialogue act. A yes is answered by what was offered."""


def build_executor(services: Services) -> ActionExecutor:
    """An executor that holds every action of the domain."""
    by_dialogue_act: dict[str, Act] = {}
    acts = {kind: kind(services, by_dialogue_act) for kind in dict.fromkeys(ANSWERED_BY.values())}
    by_dialogue_act |= {act.value: acts[kind] for act, kind in ANSWERED_BY.items()}
    executor = ActionExecutor()
    for action in (
        *acts.values(),
        *(kind(services, by_dialogue_act) for kind in (AffirmAct, NothingShownAct, AskGoalAct)),
        ValidateGoalForm(services),
    ):
        executor.register_action(action)
    return executor
