from tongban.lib.errors import Refusal

MESSAGES = {
    "ledger_append_only": "台账只能追加，不能修改或删除。",
    "ledger_not_found": "台账里没有这条记录，或它还没有进入检查点。",
    "feed_forbidden": "变更流只向获得授权的系统开放。",
}


class AppendOnly(Refusal):
    """Somebody tried to change or delete an entry."""

    code = "ledger_append_only"
    status = 409


class NotInTree(Refusal):
    """The entry does not exist, or no checkpoint covers it yet."""

    code = "ledger_not_found"
    status = 404


class FeedForbidden(Refusal):
    """The feed is for machine clients with its scope."""

    code = "feed_forbidden"
    status = 403
