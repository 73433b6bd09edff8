from tongban.lib.errors import Refusal

MESSAGES = {
    "once_key_reused": "这个提交编号已经用在另一份内容上，请刷新页面后重新提交。",
    "once_key_invalid": "提交编号无效，请刷新页面后重新提交。",
}


class KeyReused(Refusal):
    """The same key came with another request: replaying the first answer would be a lie."""

    code = "once_key_reused"
    status = 409


class KeyInvalid(Refusal):
    """The key is empty, has control characters, or is longer than 200 characters."""

    code = "once_key_invalid"
    status = 400
