"""A body's desk in tests: its people's browsers, and the draft that they work on."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tongban.catalogue import rules
from tongban.catalogue.models import EditionDraft, Implementation


@dataclass
class Place:
    shop: Implementation
    people: dict[str, Any] = field(default_factory=dict)

    def browser(self, who: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(self.people[who])
        return client

    @property
    def draft(self) -> EditionDraft:
        return EditionDraft.objects.open().get()

    def save(self, who: str, section: str, data: Any, **headers: str) -> Any:
        return self.browser(who).post(
            f"/desk/catalogue/drafts/{self.draft.pk}/{section}/save/", data,
            headers={"X-Autosave": "1"} | headers,
        )  # fmt: skip

    def typed(self, name: str, value: Any) -> dict[str, Any]:
        """What an autosave of a page sends in which one plain field was typed into."""
        return {f"seen.{name}": rules.digest_of(name, self.draft.raw.get(name)), name: value}


def submitted(place: Place) -> str:
    place.save("editor", "basic", place.typed("summary", "新的说明"))
    empty = rules.digest_of("reason", "")
    place.save("editor", "release", {"seen.reason": empty, "reason": "群众看不懂"})
    root = f"/desk/catalogue/drafts/{place.draft.pk}/"
    answer = place.browser("editor").post(root + "submit/")
    assert answer["Location"] == root + "review/"
    return root
