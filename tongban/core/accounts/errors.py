"""What accounts refuse."""

from tongban.lib.errors import Refusal


class AccountRefused(Refusal):
    """An act on an account that the rules refuse."""

    code = "account_refused"


class NotAllowed(AccountRefused):
    """The actor lacks the power for this; `power` names it."""

    code = "power_missing"
    status = 403


class ScopeMissing(AccountRefused):
    """A machine client was not given the scope; `scope` names it."""

    code = "scope_missing"
    status = 403


class NoSuchAccount(AccountRefused):
    """There is no such account (or none that the actor may know of)."""

    code = "no_such_account"
    status = 404


class NoSuchRole(AccountRefused):
    """There is no role of this code."""

    code = "no_such_role"
    status = 404


class PhoneTaken(AccountRefused):
    """Another account has this phone."""

    code = "phone_taken"
    status = 409


class BadPhone(AccountRefused):
    """The text is not an eleven-digit phone number that starts with 1."""

    code = "bad_phone"
    status = 422


class BadPassword(AccountRefused):
    """The password is too weak; `why` says so in words."""

    code = "bad_password"
    status = 422


class BadPeriod(AccountRefused):
    """The end is not after the beginning."""

    code = "account_period"
    status = 422


class OwnDeputy(AccountRefused):
    """Nobody can be the deputy of themselves."""

    code = "own_deputy"
    status = 422


class DeputyNotStaff(AccountRefused):
    """A deputy must be a staff member with a role in the same place."""

    code = "deputy_not_staff"
    status = 422


class ReasonMissing(AccountRefused):
    """Reading what is masked needs a reason of at least `least` characters."""

    code = "reason_missing"
    status = 422


class NothingToEnd(AccountRefused):
    """What was to be ended has ended already or never was."""

    code = "account_nothing_to_end"
    status = 404


class NoReader(AccountRefused):
    """Nothing of this subject can be unmasked."""

    code = "nothing_sealed"
    status = 404


class TooOften(AccountRefused):
    """One caller used something more than `most` times in a minute."""

    code = "too_often"
    status = 429


MESSAGES = {
    "too_often": "太频繁了：每分钟最多 {most} 次。请等一分钟再试。",
    "account_refused": "这个操作现在不能办，请联系系统管理员。",
    "power_missing": "您没有办理这一步的权限，请联系本单位的管理员。",
    "scope_missing": "该接口令牌没有 {scope} 权限，请联系平台管理员开通。",
    "no_such_account": "没有找到这个账号，请核对后重试。",
    "no_such_role": "没有“{role}”这个角色，请核对角色代码。",
    "phone_taken": "这个手机号已经注册过。请直接用手机验证码登录，或换一个手机号。",
    "bad_phone": "请填写 11 位手机号，例如 13800000001。",
    "bad_password": "密码不够安全：{why}",
    "account_period": "结束时间要晚于开始时间，请重新选择。",
    "own_deputy": "不能由本人代本人的班，请另选一位同事。",
    "deputy_not_staff": "代班人要在同一单位任职，请另选一位同事。",
    "reason_missing": "请写明事由，至少 {least} 个字。",
    "account_nothing_to_end": "没有找到要结束的记录，请刷新页面。",
    "nothing_sealed": "这里没有可以查看的信息。",
}
