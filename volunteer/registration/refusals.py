"""The ways registering says no."""

from volunteer.base.refusal import Refusal
from volunteer.organisations.models import Organisation
from volunteer.registration.models import State


class WaitsElsewhere(Refusal):
    """One registration at a time: says where the first one waits."""

    def __init__(self, community: Organisation, state: State) -> None:
        where = community.short_name
        waits = f"正等{where}接收" if state is State.SUBMITTED else f"被{where}退回来修改"
        super().__init__(f"已经在{where}交了报到单，{waits}。请等{where}办完，或先撤回那一份，再到别的社区报到")


class WaitsHere(Refusal):
    """The same registration was sent before."""

    message = "已经交过了，在“我的报到”里看走到哪一步"


class RegisteredHere(Refusal):
    """It stands already."""

    message = "已经在这个社区报到了，不用再报。快到期时点“续报”就行"


class NoCommunity(Refusal):
    """One registers with a community that is open."""

    message = "要报到的地方不是社区，或已经撤销。请从社区贴的二维码进来"
    status = 422


class NoDuty(Refusal):
    """A member claims something to do."""

    message = "请至少认领一个岗位，不知道选什么就选“其他”"
    status = 422
    field = "duties"


class NeedsGrid(Refusal):
    """A member is placed in one of the community's grids."""

    message = "请选把他编入哪个网格"
    status = 422
    field = "grid"


class WordsNeeded(Refusal):
    """Who sends something back says why."""

    message = "请写原因，对方看得到"
    status = 422
    field = "words"


class NoDecision(Refusal):
    """An answer is one of two buttons."""

    message = "没有看出是接收还是退回，请点“接收”或“退回修改”"
    status = 422


class NotYet(Refusal):
    """Too early to renew."""

    message = "还没到续报的时候，到期前两个月内再续"


class NoHeader(Refusal):
    """The columns cannot be told."""

    message = "没有找到“姓名”和“手机号”两列。请下载模板，照着表头填，再传一次"
    status = 422
    field = "file"


class NothingInIt(Refusal):
    """A head and nothing below."""

    message = "表头下面没有人。请填好再传"
    status = 422
    field = "file"


class HasBadRows(Refusal):
    """All or nothing was asked for."""

    message = "还有读不了的行，不能全部导入。请改好表再传，或只导入好的行"


class NothingGood(Refusal):
    """No row can be taken."""

    message = "没有能导入的行。请照每行后面的话改好，再传一次"


class LaterImport(Refusal):
    """An import is undone from the last one backwards."""

    message = "后面还导入过一次，请先撤销后面那一次"


class OnRoster(Refusal):
    """The phone is on the roster."""

    message = "名册里已经有这个手机号。姓名、支部要改，请先把原来那一行移出"
    status = 422
    field = "phone"


class NotShown(Refusal):
    """The badge needs a registration that stands."""

    message = "报到被社区接收以后，才能亮身份"
