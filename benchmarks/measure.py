"""What is measured on one database, at each size; prints one JSON object a size."""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import bare, city, fill
from tongban.cases.models import Case

WARM = 3
MACHINE = "machine"
PAGES = {  # title: who asks, and what
    "API list of 50": (MACHINE, "/api/v1/cases"),
    "API one case": (MACHINE, "/api/v1/cases/{number}"),
    "desk to-dos": ("reviewer", "/desk/todos/"),
    "desk cases": ("reviewer", "/desk/cases/"),
    "desk one case": ("reviewer", "/desk/cases/{number}/"),
    "desk calendar": ("reviewer", "/desk/todos/calendar/"),
    "supervision": (city.HEAD, "/desk/supervision/"),
}


def main(arguments: list[str]) -> None:
    """Measure `sizes lifecycles reads`, such as `10000,100000 30 40`."""
    sizes = [int(size) for size in arguments[0].split(",")]
    lifecycles, reads = int(arguments[1]), int(arguments[2])
    call_command("migrate", verbosity=0)
    made = city.build()
    templates = _lifecycle(made, 4), _lifecycle(made, 2)
    clients = {role: city.desk_of(made, role) for role in made.accounts}
    clients[MACHINE] = city.client_of(made)
    have = 0
    for size in sizes:
        begun = time.perf_counter()
        fill.fill(*templates, start=have, stop=size)
        have = size
        found: dict[str, Any] = {"size": size, "fill": time.perf_counter() - begun}
        found["cases"] = rates(city.ACTS, made, lifecycles)
        found["workflow"] = rates(city.PLAIN_ACTS, made, lifecycles)
        found["pages"] = pages(clients, templates[1], reads)
        print("RESULT " + json.dumps(found), flush=True)


def _lifecycle(made: city.City, acts: int) -> Case:
    """Take a case through the first `acts` acts."""
    held: Any = None
    for act in list(city.ACTS.values())[:acts]:
        held = act(made, held)
    return Case.objects.select_related("item").get(pk=held.pk)


def rates(acts: bare.Acts, made: city.City, lifecycles: int) -> dict[str, Any]:
    """Time lifecycles by the services and by bare SQL, in turns, a third of them at a time."""
    for _ in range(WARM):
        _walk(acts, made)
    third = max(lifecycles // 3, 1)
    served, sent = [], []
    counts: dict[str, int] = {}
    for _ in range(3):
        begun = time.perf_counter()
        for _n in range(third):
            _walk(acts, made)
        served.append((time.perf_counter() - begun) / third)
        first, second = bare.record(acts, made), bare.record(acts, made)
        template = bare.Template(first, second)
        counts = first.counts
        bare.replay([template.prepared(2)], check=True)
        ready = [template.prepared(i) for i in range(3, third + 3)]
        begun = time.perf_counter()
        bare.replay(ready, check=False)
        sent.append((time.perf_counter() - begun) / third)
        _catch_up(made, third + 1)
    mine, least = statistics.median(served), statistics.median(sent)
    return {
        "rate": 1 / mine,
        "bare": 1 / least,
        "ratio": mine / least,
        "statements": counts,
        "each": {"served_ms": mine * 1000, "bare_ms": least * 1000},
    }


def _walk(acts: bare.Acts, made: city.City) -> None:
    held: Any = None
    for act in acts.values():
        held = act(made, held)


def _catch_up(made: city.City, lifecycles: int) -> None:
    """The replay has used these serial numbers too."""
    made.serial += lifecycles


def pages(clients: dict[str, Any], case: Case, reads: int) -> dict[str, Any]:
    """Return the median milliseconds and the statements of each of `PAGES`."""
    found = {}
    for name, (who, path) in PAGES.items():
        client, url = clients[who], path.format(number=case.item.number)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        statements = len(queries)  # read now: the next request empties the log
        if answer.status_code != 200:
            raise RuntimeError(f"{url}: {answer.status_code} {answer.content[:200]!r}")
        took = sorted(_timed(lambda client=client, url=url: client.get(url)) for _ in range(reads))
        found[name] = {
            "median_ms": statistics.median(took),
            "p95_ms": took[int(len(took) * 0.95)],
            "statements": statements,
        }
    return found


def _timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000
