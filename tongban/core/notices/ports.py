"""What others plug into notices: texts and channels."""

from collections.abc import Callable, Iterable, Iterator

from tongban.core.notices.errors import UnknownNotice
from tongban.core.notices.types import Channel, Template


class Templates:
    """All texts of the installation by code."""

    def __init__(self) -> None:
        self._known: dict[str, Template] = {}

    def register(
        self,
        code: str,
        title: str,
        body: str,
        *,
        channels: Iterable[str] = ("sms",),
        secret: bool = False,
    ) -> None:
        """Make a text known under `code` ("cases.accepted"), sent by `channels` and the inbox.

        Raises ValueError if the code is taken by another text.
        """
        template = Template(code, title, body, tuple(channels), secret)
        if self._known.setdefault(code, template) != template:
            raise ValueError(f"notice template {code!r} is registered twice")

    def get(self, code: str) -> Template:
        """Give the text; raises UnknownNotice."""
        try:
            return self._known[code]
        except KeyError:
            raise UnknownNotice(template=code) from None

    def __iter__(self) -> Iterator[Template]:
        return iter(list(self._known.values()))


class Channels:
    """The ways out of this installation: "sms", "email", "miniprogram"."""

    def __init__(self) -> None:
        self._known: dict[str, Channel] = {}

    def register(self, channel: Channel) -> None:
        """Use `channel` from now on; it replaces one of the same code (the demo's)."""
        self._known[channel.code] = channel

    def remove(self, code: str) -> None:
        """Take a channel out again (tests do)."""
        self._known.pop(code, None)

    def get(self, code: str) -> Channel | None:
        return self._known.get(code)

    def label(self, code: str) -> str:
        """Give the Chinese name of a channel, its code if it is gone."""
        channel = self._known.get(code)
        return channel.label if channel else code


class Later:
    """How a sending is queued; filled in apps.ready(), for tasks stand above services."""

    def __init__(self) -> None:
        self.deliver: Callable[[int], object] = lambda _delivery_id: None


templates = Templates()
channels = Channels()
later = Later()
