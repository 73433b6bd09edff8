"""One rating a service: who may, when, what; the figures; the pages."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from tongban.core.accounts.tests.factories import XIANAN, divisions, organisation
from tongban.core.accounts.types import SYSTEM, Actor, Grant
from tongban.core.figures import selectors as figures
from tongban.core.ledger import selectors as ledger
from tongban.core.organisations.models import Organisation
from tongban.ratings import ports, selectors, services
from tongban.ratings.errors import (
    AlreadyRated,
    NotRateable,
    NotYours,
    UnknownSubject,
    WrongRating,
)
from tongban.ratings.models import Rating
from tongban.ratings.schemas import FACES, tag_choices
from tongban.ratings.types import TAGS, RatingTarget, tags_for

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TOKEN = "ratingtoken-0000000001"
OWNER = Actor(ref="account:77", account_id=None, name="演示人")
TARGETS: dict[str, RatingTarget] = {}


def resolve(key: str) -> RatingTarget | None:
    return next((t for t in TARGETS.values() if key in {t.subject, t.token}), None)


@pytest.fixture
def body(db: None) -> Iterator[Organisation]:
    ports.subjects.register("ratingtest", resolve)
    divisions()
    place = organisation("rated")
    target(1, place)
    yield place
    TARGETS.clear()


def target(number: int, place: Organisation, **more: object) -> RatingTarget:
    made = RatingTarget(
        subject=f"ratingtest:{number}",
        title="演示事项办理",
        organisation_id=place.pk,
        division=XIANAN,
        token=f"ratingtoken-{number:010d}",
        number=f"XN{number}",
    )
    TARGETS[made.subject] = replace(made, **more)  # type: ignore[arg-type]
    return TARGETS[made.subject]


def rate(number: int = 1, **more: object) -> Rating:
    values: dict[str, object] = {
        "actor": SYSTEM, "now": NOW, "subject": f"ratingtest:{number}", "level": 1,
    }  # fmt: skip
    return services.rate(**(values | more))  # type: ignore[arg-type]


def reader(place: Organisation, *powers: str) -> Actor:
    grant = Grant(
        role="chief", organisation_id=place.pk, organisation_path=place.path,
        powers=frozenset(powers or ("ratings.read",)),
    )  # fmt: skip
    return Actor(ref="account:9", grants=(grant,))


def test_a_service_is_rated_once(body: Organisation) -> None:
    row = rate(level=2, tags=["fast"], comment=" 很快 ")
    assert (row.level_title, row.tag_titles, row.comment) == ("满意", ["办得快"], "很快")
    assert [entry.verb for entry in ledger.timeline(f"rating:{row.pk}")] == ["ratings.rate"]
    with pytest.raises(AlreadyRated) as caught:
        rate(level=5)
    assert caught.value.status == 409
    assert Rating.objects.get().level == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"level": 0}, "level"),
        ({"level": 6}, "level"),
        ({"level": 1, "tags": ["slow"]}, "tags"),
        ({"level": 5, "tags": ["fast"]}, "tags"),
        ({"level": 3, "comment": "字" * 501}, "comment"),
        ({"channel": "carrier-pigeon"}, "channel"),
    ],
)
def test_a_wrong_rating_is_refused_at_its_field(
    body: Organisation, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(WrongRating) as caught:
        rate(**wrong)
    assert caught.value.field == field
    assert not Rating.objects.exists()


def test_only_those_concerned_may_rate(body: Organisation) -> None:
    with pytest.raises(NotYours):
        rate(actor=Actor(ref="account:5", account_id=5))
    with pytest.raises(UnknownSubject):
        rate(99)
    with pytest.raises(WrongRating):
        rate(actor=Actor(ref="account:5", account_id=5), channel="default")
    target(2, body, accounts=frozenset({5}))
    # A token in a link stands for the person served; a wrong one for nobody.
    machine = Actor(ref="client:m", kind="client", scopes=frozenset({"ratings:write"}))
    with pytest.raises(NotYours):
        rate(actor=machine)  # by a ref, which can be guessed
    stranger = Actor(ref="anonymous", kind="anonymous")
    with pytest.raises(NotYours):
        rate(actor=stranger, token="ratingtoken-9999999999")
    assert rate(actor=stranger, token=TOKEN).real_name is False


def test_not_before_it_is_over(body: Organisation) -> None:
    target(1, body, rateable=False, why_not="还在办理")
    with pytest.raises(NotRateable) as caught:
        rate()
    assert caught.value.detail["why"] == "还在办理"


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_counts() -> None:
    ports.subjects.register("ratingtest", resolve)
    divisions()
    target(1, organisation("rated"))
    outcome: list[str] = []
    ready = threading.Barrier(2)

    def run() -> None:
        try:
            ready.wait()
            rate()
            outcome.append("kept")
        except AlreadyRated:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    TARGETS.clear()
    assert sorted(outcome) == ["kept", "refused"]


def test_figures_leave_out_defaults_and_struck_ones(body: Organisation) -> None:
    for number, level in enumerate((1, 2, 3, 4, 5), start=1):
        target(number, body)
        rate(number, level=level)
    target(6, body)
    rate(6, level=1, channel="default")
    Rating.objects.filter(level=5).update(struck=True)
    later = NOW + timedelta(hours=1)
    found = figures.value("ratings.satisfaction", at=later)
    assert (found.numerator, found.denominator) == (3, 4)
    assert figures.value("ratings.bad", at=later).numerator == 1
    assert figures.value("ratings.satisfaction", at=NOW - timedelta(days=1)).value is None
    assert figures.value("ratings.satisfaction", at=later, division="421281").value is None
    assert figures.value("ratings.satisfaction", at=later, division=XIANAN).denominator == 4


def test_lists_and_replies_follow_scope(body: Organisation) -> None:
    row = rate(level=5)
    other = organisation("elsewhere")
    assert selectors.visible(reader(body)) == [row]
    assert selectors.visible(reader(other)) == []
    assert selectors.visible(Actor(ref="account:1")) == []
    with pytest.raises(NotYours):
        services.answer(actor=reader(body), now=NOW, rating_id=row.pk, text="已整改")
    with pytest.raises(UnknownSubject):
        services.answer(
            actor=reader(other, "ratings.read", "ratings.answer"),
            now=NOW, rating_id=row.pk, text="已整改",
        )  # fmt: skip
    head = reader(body, "ratings.read", "ratings.answer")
    assert services.answer(actor=head, now=NOW, rating_id=row.pk, text="已整改").answer == "已整改"


def test_the_page_takes_a_rating_and_thanks(body: Organisation, client: Client) -> None:
    page = client.get(f"/rate/{TOKEN}/")
    assert page.status_code == 200
    assert page.content.decode().count('type="radio"') == 5
    wrong = client.post(f"/rate/{TOKEN}/", {"comment": "忘了选"})
    assert wrong.status_code == 422
    assert "忘了选" in wrong.content.decode()
    done = client.post(f"/rate/{TOKEN}/", {"level": "4", "tags": "slow", "comment": "慢"})
    assert done.status_code == 302
    assert "谢谢您的评价" in client.get(f"/rate/{TOKEN}/").content.decode()
    assert client.post(f"/rate/{TOKEN}/", {"level": "1"}).status_code == 200
    assert Rating.objects.get().level == 4


@pytest.mark.parametrize("path", ["ratingtoken-unknown", "ratingtest:1", "x"])
def test_the_page_answers_to_tokens_alone(body: Organisation, client: Client, path: str) -> None:
    assert client.get(f"/rate/{path}/").status_code == 404


def test_five_faces_and_every_tag_has_its_levels() -> None:
    assert [face.level for face in FACES] == [1, 2, 3, 4, 5]
    assert {tag for tag, _, _ in tag_choices()} == set(TAGS)
    for tag, _, levels in tag_choices():
        assert levels.split("|") == [str(n) for n in range(1, 6) if tag in tags_for(n)]
