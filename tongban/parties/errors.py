"""What parties refuse."""

from tongban.lib.errors import Refusal


class PartyRefused(Refusal):
    """An act on a party that the rules refuse."""

    code = "party_refused"


class NotAllowed(PartyRefused):
    """The actor may not do this with this party."""

    code = "party_not_allowed"
    status = 403


class NoSuchParty(PartyRefused):
    """There is no such party, or none that the actor may see."""

    code = "no_such_party"
    status = 404


class BadIdentity(PartyRefused):
    """The identity number is not of its type's form, or its check character is wrong."""

    code = "bad_identity"
    status = 422


class NameMissing(PartyRefused):
    """A party needs a name."""

    code = "name_missing"
    status = 422


class NameDiffers(PartyRefused):
    """The number is known under another name: nobody's name is changed silently."""

    code = "name_differs"
    status = 409


class PartyClosed(PartyRefused):
    """The party is deceased or dissolved and can no longer act; `state` says which."""

    code = "party_closed"
    status = 409


class AlreadyLinked(PartyRefused):
    """The account is already another natural person."""

    code = "already_linked"
    status = 409


class BadPeriod(PartyRefused):
    """An authorisation's end is not after its beginning."""

    code = "authorisation_period"
    status = 422


class ScopeMissing(PartyRefused):
    """An authority for some matters names none."""

    code = "authorisation_scope"
    status = 422


class OwnAgent(PartyRefused):
    """Nobody authorises themselves."""

    code = "party_own_agent"
    status = 422


class PhoneUnreadable(PartyRefused):
    """The text is no mainland phone number."""

    code = "phone_unreadable"
    status = 422


MESSAGES = {
    "party_refused": "这个操作现在不能办，请到窗口咨询。",
    "party_not_allowed": "您不能为这个申请人办理。请先取得委托，或由本人登录办理。",
    "no_such_party": "没有找到这个申请人，或者您无权查看。",
    "bad_identity": "证件号码不正确，请逐位核对（身份证最后一位可能是字母 X）。",
    "name_missing": "请填写姓名或名称。",
    "name_differs": "姓名与证件号码不一致。请核对；如已改名，请带证件到窗口更正。",
    "party_closed": "这个申请人的状态是“{state}”，不能再办理业务。",
    "already_linked": "这个账号或这个人已经关联过，请联系窗口处理。",
    "authorisation_period": "委托的结束时间要晚于开始时间，请重新选择。",
    "authorisation_scope": "请勾选委托哪些事项，或者选“全部事项”。",
    "party_own_agent": "不能委托自己，请另选受托人。",
    "phone_unreadable": "请填写 11 位手机号，例如 13800000001。",
}
