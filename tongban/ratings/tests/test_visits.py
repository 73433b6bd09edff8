"""At the window 一次一评, on the telephone, and who may ask for what."""

from datetime import timedelta

import pytest

from tongban.core.figures import selectors as figures
from tongban.ratings import selectors, services
from tongban.ratings.errors import AlreadyRated, NotYours, PadUnknown, PadWrong
from tongban.ratings.models import Pad, Rating, Visit
from tongban.ratings.tests.factories import NOW, Town
from tongban.ratings.types import Channel

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def pad(town: Town) -> Pad:
    return services.add_pad(
        actor=town.actor("chief"), now=NOW, organisation_id=town.bodies["body"].pk, name="3 号窗口"
    )


def test_who_sets_pads_up(town: Town) -> None:
    body = town.bodies["body"].pk
    for who in ("window", "other_chief", "leader", "citizen"):
        with pytest.raises(NotYours):
            services.add_pad(actor=town.actor(who), now=NOW, organisation_id=body, name="窗口")
    for name in ("", "字" * 61):
        with pytest.raises(PadWrong):
            services.add_pad(actor=town.actor("chief"), now=NOW, organisation_id=body, name=name)
    services.add_pad(actor=town.actor("service_office"), now=NOW, organisation_id=body, name="甲")
    assert [one.name for one in selectors.pads(town.actor("window"))] == ["甲"]
    assert selectors.pads(town.actor("other_window")) == []
    assert selectors.pads(town.actor("citizen")) == []


def test_a_pad_of_the_hall_serves_the_counters_below_it(town: Town) -> None:
    gov = town.bodies["gov"].pk
    pad = services.add_pad(
        actor=town.actor("service_office"), now=NOW, organisation_id=gov, name="综合窗口"
    )
    body = town.bodies["body"].path
    for who in ("window", "other_window"):
        assert selectors.pads(town.actor(who)) == [pad]
    assert selectors.pads(town.actor("window"), organisation_path=body) == [pad]
    assert selectors.pads(town.actor("chief")) == []


def test_a_retired_pad_comes_back_under_a_new_address(town: Town, pad: Pad) -> None:
    first = pad.token
    head = town.actor("chief")
    services.set_pad(actor=head, now=NOW, pad_id=pad.pk, active=False)
    with pytest.raises(PadUnknown):
        selectors.pad_by_token(first)
    again = services.set_pad(actor=head, now=NOW, pad_id=pad.pk, active=True)
    assert again.token != first
    with pytest.raises(NotYours):
        services.set_pad(actor=town.actor("window"), now=NOW, pad_id=pad.pk, active=False)
    with pytest.raises(PadUnknown):
        services.set_pad(actor=town.actor("other_chief"), now=NOW, pad_id=pad.pk, active=False)


def test_only_who_serves_there_asks(town: Town, pad: Pad) -> None:
    target = town.target()
    for who in ("chief", "service_office", "other_window", "leader", "citizen"):
        with pytest.raises(NotYours):
            services.invite(actor=town.actor(who), now=NOW, subject=target.subject, pad_id=pad.pk)
    with pytest.raises(PadUnknown):
        services.invite(actor=town.actor("window"), now=NOW, subject=target.subject, pad_id=9**9)
    visit = services.invite(
        actor=town.actor("window"), now=NOW, subject=target.subject, pad_id=pad.pk
    )
    assert selectors.on_pad(pad, NOW) == visit


def test_one_visit_one_rating_and_one_visit_a_day(town: Town, pad: Pad, monkeypatch) -> None:
    monkeypatch.setattr("tongban.ratings.portal.now", lambda: NOW)
    clerk, target = town.actor("window"), town.target()
    asked = {"actor": clerk, "subject": target.subject, "pad_id": pad.pk}
    visit = services.invite(now=NOW, **asked)
    assert services.invite(now=NOW, **asked) == visit
    page = town.client().post(
        f"/pad/{pad.token}/", {"visit": visit.pk, "level": "5", "real_name": "on", "comment": "慢"}
    )
    assert page.status_code == 302
    row = Rating.objects.get()
    assert (row.channel, row.visit, row.real_name) == (Channel.HALL, visit, True)
    assert row.party == town.party
    assert row.item_id is not None
    with pytest.raises(AlreadyRated):
        services.invite(now=NOW, **asked)
    assert services.invite(now=TOMORROW, **asked) != visit
    assert figures.value("ratings.visits", at=TOMORROW).numerator == 1
    # The matter itself may still be rated, once, by whom it was done for.
    services.rate(actor=town.actor("citizen"), now=TOMORROW, subject=target.subject, level=1)
    assert Rating.objects.count() == 2


def test_a_pad_shows_the_last_visit_and_not_for_ever(town: Town, pad: Pad) -> None:
    clerk = town.actor("window")
    first = services.invite(actor=clerk, now=NOW, subject=town.target().subject, pad_id=pad.pk)
    second = services.invite(actor=clerk, now=NOW, subject=town.target().subject, pad_id=pad.pk)
    assert selectors.on_pad(pad, NOW) == second
    assert Visit.objects.get(pk=first.pk).pad is None
    assert selectors.on_pad(pad, NOW + timedelta(minutes=11)) is None
    services.rest(pad=pad, now=NOW)
    assert selectors.on_pad(pad, NOW) is None


def test_the_pad_refreshes_without_losing_what_is_chosen(town: Town, pad: Pad, monkeypatch) -> None:
    monkeypatch.setattr("tongban.ratings.portal.now", lambda: NOW)
    client, address = town.client(), f"/pad/{pad.token}/"
    assert "欢迎评价" in client.get(address).content.decode()
    visit = services.invite(
        actor=town.actor("window"), now=NOW, subject=town.target().subject, pad_id=pad.pk
    )
    page = client.get(f"{address}?showing=0", headers={"HX-Request": "true"})
    assert "这次办得怎么样" in page.content.decode()
    again = client.get(f"{address}?showing={visit.pk}", headers={"HX-Request": "true"})
    assert again.status_code == 204
    pad.refresh_from_db()
    assert pad.seen_at == NOW
    refused = client.post(address, {"visit": visit.pk, "comment": "没有选"})
    assert refused.status_code == 422
    assert "没有选" in refused.content.decode()
    # A form of the person before is not taken for the one who stands there now.
    assert client.post(address, {"visit": visit.pk + 1, "level": "1"}).status_code == 302
    assert not Rating.objects.exists()
    client.post(address, {"visit": visit.pk, "skip": "1"})
    assert "欢迎评价" in client.get(address).content.decode()


def test_nobody_who_serves_rates(town: Town) -> None:
    """A clerk could rate any case of the city once; now none, by no channel."""
    target = town.target()
    for who in ("window", "chief", "other_window", "stranger"):
        for channel in (Channel.WEB, Channel.HALL, Channel.PHONE):
            with pytest.raises(NotYours):
                services.rate(
                    actor=town.actor(who), now=NOW, subject=target.subject, level=1,
                    channel=channel,
                )  # fmt: skip


def test_the_service_office_takes_the_telephone_within_its_reach(town: Town) -> None:
    office, target = town.actor("service_office"), town.target()
    with pytest.raises(NotYours):
        services.rate(actor=office, now=NOW, subject=target.subject, level=2)
    row = services.rate(
        actor=office, now=NOW, subject=target.subject, level=4, channel=Channel.PHONE,
        real_name=True,
    )  # fmt: skip
    assert (row.channel, row.account_id, row.party) == (Channel.PHONE, None, town.party)
    assert row.item_id is not None
    elsewhere = town.target(organisation_path="999/", division_path=target.division_path)
    with pytest.raises(NotYours):
        services.rate(
            actor=office, now=NOW, subject=elsewhere.subject, level=2, channel=Channel.PHONE
        )
    nowhere = town.target(organisation_path="")
    with pytest.raises(NotYours):
        services.rate(
            actor=office, now=NOW, subject=nowhere.subject, level=2, channel=Channel.PHONE
        )
