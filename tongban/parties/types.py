"""Plain values about parties: kinds, identity documents, standings."""

from collections.abc import Iterable
from dataclasses import dataclass

KINDS = {"natural": "自然人", "organisation": "法人及其他组织", "market": "市场主体"}
STATUSES = {"active": "正常", "deceased": "已故", "dissolved": "已注销"}
RELATIONS = {"self": "本人", "legal": "法定代表人", "agent": "经办人", "authorised": "受委托人"}
IDENTITY_TYPES = {
    "resident_id": "居民身份证",
    "hk_macau_permit": "港澳居民来往内地通行证",
    "taiwan_permit": "台湾居民来往大陆通行证",
    "residence_permit": "港澳台居民居住证",
    "foreign_permit": "外国人永久居留身份证",
    "passport": "护照",
    "uscc": "统一社会信用代码",
}
IDENTITY_CODES = {
    "resident_id": "111",
    "passport": "414",
    "hk_macau_permit": "516",
    "taiwan_permit": "511",
    "foreign_permit": "553",
    "uscc": "001",
}
"""Our identity types in the codes of GA/T 517, as the data element party.identity_type has them."""
PERSON_IDENTITIES = tuple(code for code in IDENTITY_TYPES if code != "uscc")
SEALED_FIELDS = {"identity_number": "证件号码", "phone": "手机号", "address": "地址"}


def limited(refs: Iterable[str]) -> list[tuple[int, str]]:
    """Give party id and matter code of each "agent:ID@CODE" among an actor's facts."""
    found = []
    for ref in refs:
        kind, _, rest = ref.partition(":")
        party, _, code = rest.partition("@")
        if kind == "agent" and party.isdecimal() and code:
            found.append((int(party), code))
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Standing:
    """That somebody may act for a party: as whom, and for an authorisation also how far.

    `matters` are matter codes; empty means every matter. `authorisation` is its id, None for a
    person's own standing.
    """

    party_id: int
    name: str
    kind: str
    relation: str
    authorisation: int | None = None
    matters: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Give the relation in words."""
        return RELATIONS.get(self.relation, self.relation)

    def covers(self, matter: str) -> bool:
        """Say whether the standing reaches this matter; an empty `matter` asks for any."""
        return not matter or not self.matters or matter in self.matters
