"""What happens to one wish, from the first word to the last. Every step is a rule at its own moment."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from volunteer.base import clock
from volunteer.base.clock import DAY, MINUTE
from volunteer.demo import drawings
from volunteer.demo.neighbours import Neighbour
from volunteer.demo.people import CLERKS, Cast
from volunteer.demo.stage import Stage, Steps
from volunteer.demo.texts import Text
from volunteer.organisations.standing import Principal
from volunteer.wishes import claiming, closing, confirming, delivering, posting, revealing, reviewing
from volunteer.wishes.models import (
    AgeBand,
    Agreed,
    Ending,
    Evidence,
    Handover,
    Kind,
    Outcome,
    Secret,
    Spoke,
    Way,
    Why,
    Wish,
    Witness,
)
from volunteer.wishes.posting import Words
from volunteer.wishes.queries import active_claim

GROWN_UP = (AgeBand.ADULT, AgeBand.AGE_60, AgeBand.AGE_80)
WHY_BACK = ("临时出差两个星期，怕耽误了，先退回来", "孩子病了，这阵子抽不开身，请别的同志先来")
THANKS = ("谢谢，帮了大忙。", "办得细，放心。", "想得真周到，还多坐了一会儿。", "麻烦你们跑一趟，心里热乎。")
ASKED_AGAIN = ("挺好的，还跟邻居说起。", "没有别的事，都好。", "都好，说谢谢社区。", "挺满意，问志愿者好。")


class Twist(Enum):
    """What makes a story longer than the straight way."""

    NONE = "none"
    REVISED = "revised"  # the clerk asks for better words
    RELEASED = "released"  # the first claimant gives it back
    NO_CONTACT = "no_contact"  # the first claimant is never heard of
    DECLINED = "declined"  # the first visit was not enough


@dataclass(frozen=True)
class Story:
    """What is to happen: the last of `claimants` brings the wish to its end, one before gave it back."""

    text: Text
    neighbour: Neighbour
    begins_on: date
    outcome: Outcome
    claimants: tuple[str, ...]
    twist: Twist


def words_of(text: Text, neighbour: Neighbour, wanted_by: date | None = None) -> Words:
    """Return what stands on the wish."""
    return Words(
        title=text.title,
        description=text.description,
        alias=neighbour.alias,
        age_band=neighbour.band,
        kind=text.kind,
        category=text.category,
        value=text.value,
        handover=text.handover,
        wanted_by=wanted_by,
    )


def submit(words: Words, neighbour: Neighbour, cast: Cast, clerk: Principal, spoke: Spoke, now: datetime) -> Wish:
    """Submit the wish: by the neighbour who has an account, otherwise by the clerk."""
    community = cast.place(neighbour.community)
    resident = neighbour.resident(cast)
    if neighbour.has_account:
        return posting.post(words, resident, community, cast[neighbour.name], now)
    agreed = Agreed.BY_PHONE if spoke is Spoke.FAMILY else Agreed.IN_PERSON
    return posting.post_for(words, resident, spoke, agreed, community, clerk, now)


class Life:
    """One wish on its way through its story."""

    def __init__(self, stage: Stage, story: Story) -> None:
        self.stage, self.story, self.dice = stage, story, stage.dice
        clerks = self.dice.sample(CLERKS[story.neighbour.community], 2)
        self.clerk, self.reviewer = (stage.cast[name] for name in clerks)
        self.author = stage.cast[story.neighbour.name] if story.neighbour.has_account else self.clerk
        self.now = clock.at(story.begins_on)

    def steps(self) -> Steps:
        """Go through the story."""
        story, cast = self.story, self.stage.cast
        yield self._office(0)
        wish = self._submitted()
        yield self._office(self.dice.randint(1, 2))
        if story.outcome is Outcome.REJECTED:
            return reviewing.reject(wish, story.text.ending, self.reviewer, self.now)
        if story.twist is Twist.REVISED:
            yield from self._revised(wish)
        if wish.beneficiary.phone and self.dice.random() < 0.3:
            revealing.reveal(wish, Secret.PHONE, Why.VERIFY, self.reviewer, self.now)
        reviewing.publish(wish, story.neighbour.alias, self.reviewer, self.now)
        for name in story.claimants[:-1]:
            yield from self._given_back(wish, cast[name])
        if story.outcome is Outcome.EXPIRED:
            yield self._until(self.now + 31 * DAY)
            return closing.expire(wish, self.now)
        for name in story.claimants[-1:]:
            yield self._evening(self.dice.randint(0, 5))
            claiming.claim(wish, cast[name], self.now)
        if story.outcome is Outcome.WITHDRAWN:
            yield self._office(self.dice.randint(3, 6))
            return posting.withdraw(wish, story.text.ending, self.author, self.now)
        if story.outcome is Outcome.COULD_NOT:
            yield self._office(self.dice.randint(6, 9))
            return closing.could_not(wish, story.text.ending, self.clerk, self.now)
        yield from self._answered(wish, story.claimants[-1])
        yield from self._followed_up(wish)
        return None

    # ------------------------------------------------------------------ when

    def _until(self, moment: datetime) -> datetime:
        self.now = moment
        return moment

    def _office(self, days: int) -> datetime:
        return self._until(self.stage.office(clock.local_day(self.now) + days * DAY))

    def _evening(self, days: int) -> datetime:
        return self._until(self.stage.evening(clock.local_day(self.now) + days * DAY))

    # ------------------------------------------------------------------ what

    def _submitted(self) -> Wish:
        story = self.story
        words = words_of(story.text, story.neighbour)
        if self.dice.random() < 0.3:
            words = replace(words, wanted_by=story.begins_on + 30 * DAY)
        if story.twist is Twist.REVISED:
            words = replace(words, description=f"{story.text.description.split('，')[0]}。")
        spoke = self.dice.choice((Spoke.SELF, Spoke.SELF, Spoke.FAMILY, Spoke.GRID_WORKER))
        spoke = spoke if story.neighbour.band in GROWN_UP else Spoke.FAMILY
        return submit(words, story.neighbour, self.stage.cast, self.clerk, spoke, self.now)

    def _revised(self, wish: Wish) -> Steps:
        story = self.story
        reviewing.send_back(wish, "请写想要什么样的、为什么需要，志愿者好准备", self.reviewer, self.now)
        yield self._office(1)
        words = words_of(story.text, story.neighbour, wish.wanted_by)
        resident = story.neighbour.resident(self.stage.cast)
        posting.revise(wish, words, resident, self.author, self.now)
        yield self._office(1)

    def _given_back(self, wish: Wish, claimant: Principal) -> Steps:
        yield self._evening(self.dice.randint(0, 4))
        claim = claiming.claim(wish, claimant, self.now)
        if self.story.twist is Twist.RELEASED:
            yield self._evening(self.dice.randint(2, 4))
            claiming.release(wish, self.dice.choice(WHY_BACK), claimant, self.now)
        else:
            yield self._until(claim.contact_by + 10 * MINUTE)
            claiming.give_back(wish, claim, Ending.NO_CONTACT, "一直没有联系上", None, self.now)

    def _answered(self, wish: Wish, name: str) -> Steps:
        witness = Witness.BENEFICIARY if self.story.neighbour.has_account else self.stage.witness(name)
        if self.story.twist is Twist.DECLINED:
            yield from self._visited(wish, name, Witness.CLERK_ASKED, "去了一趟，先把要办的看好、量好，说好再来一回。")
            yield self._office(1)
            confirming.decline(wish, "问过了，还差一样没有办好，请再去一趟", Witness.CLERK_ASKED, self.clerk, self.now)
        yield from self._visited(wish, name, witness, self.story.text.ending)
        by_resident = witness in (Witness.BENEFICIARY, Witness.SLIP_LINK)
        yield self._evening(1) if by_resident else self._office(1)
        clerk = self.clerk if witness in confirming.BY_CLERK else None
        confirming.accept(
            wish,
            witness,
            self.author if witness is Witness.BENEFICIARY else clerk,
            self.now,
            is_partly=self.story.outcome is Outcome.PARTLY,
            satisfaction=self.stage.stars(),
            words=self.dice.choice((None, *THANKS)),
        )

    def _visited(self, wish: Wish, name: str, witness: Witness, words: str) -> Steps:
        text, claimant, today = self.story.text, self.stage.cast[name], clock.local_day(self.now)
        began, ended = self.stage.visit(name, text, today + 2 * DAY)
        claim = active_claim(wish)
        if claim is not None and claim.contacted_at is None:
            yield self._until(clock.at(today + DAY, self.dice.randint(9, 17), self.dice.randrange(60)))
            part = ("上午", "下午", "晚上")[(clock.local(began).hour >= 12) + (clock.local(began).hour >= 18)]
            where = "社区陪着上门" if text.handover is Handover.AT_HOME else "在社区见面"
            claiming.contacted(wish, f"{clock.local(began):%-m月%-d日}{part}，{where}", claimant, self.now)
        if text.handover is Handover.AT_HOME and witness is Witness.CLERK_PRESENT:
            yield self._until(began - 45 * MINUTE)
            revealing.reveal(wish, Secret.ADDRESS, Why.VISIT, self.clerk, self.now)
        yield self._until(ended + self.dice.randint(10, 60) * MINUTE)
        shown = self._shown(witness)
        picture = self.stage.drawings[shown] if shown else None
        evidence = Evidence.SLIP if shown == "slip" else Evidence.PHOTO
        delivering.deliver(
            wish, began, ended, words, claimant, self.now, picture=picture, evidence=evidence if shown else None
        )

    def _shown(self, witness: Witness) -> str | None:
        """Return the name of the drawing that stands for the photo, if there is one."""
        chance = self.dice.random()
        if witness is Witness.SIGNED_SLIP and chance < 0.5:
            return "slip"
        text = self.story.text
        return drawings.name_for(text.category, text.title) if text.kind is Kind.GOODS and chance > 0.7 else None

    def _followed_up(self, wish: Wish) -> Steps:
        yield self._office(self.dice.randint(3, 6))
        way = self.dice.choice((Way.PHONE, Way.PHONE, Way.VISIT, Way.HERE))
        needs_more = self.dice.random() < 0.06
        words = "还想有人常来坐坐，社区记下了。" if needs_more else self.dice.choice((None, *ASKED_AGAIN))
        closing.follow_up(wish, way, self.stage.stars(), needs_more, words, self.reviewer, self.now)
