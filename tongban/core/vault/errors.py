from tongban.lib.errors import Refusal

MESSAGES = {
    "vault_broken": "这项加密信息暂时读不出来，请联系系统管理员。",
    "vault_key_missing": "缺少解密所需的密钥，请联系系统管理员恢复密钥。",
}


class VaultError(Refusal):
    """A sealed value cannot be opened: tampered with, of another purpose, or its key is missing.

    `reason` is `vault_broken` or `vault_key_missing`; never the value, never the key.
    """

    code = "vault_broken"
    status = 500
