"""The kinds of organisations, and the little that acts here need of an actor (no Django)."""

from typing import Protocol

KINDS: dict[str, str] = {"body": "行政机关", "institution": "事业单位", "partner": "合作单位"}
PARTNER_KINDS: dict[str, str] = {
    "": "—",
    "bank": "银行",
    "utility": "水电气热信企业",
    "court": "法院",
    "agency": "中介机构",
}


class ActorLike(Protocol):
    """Whoever acts: accounts' Actor, which lies above this area, is one."""

    @property
    def ref(self) -> str: ...
