"""Every table has a declared answer to the question who may see its rows."""

from django.apps import apps

from tests.security.tables import INNER, OPEN, SCOPED


def own_models():
    return {
        model._meta.label: model
        for model in apps.get_models()
        if model.__module__.startswith("tongban.")
    }


def test_every_table_is_decided_upon():
    known = own_models().keys()
    declared = SCOPED | OPEN.keys() | INNER.keys()
    assert known - declared == set(), "say in expected.py who may see these rows"
    assert declared - known == set(), "these are gone: take them out of expected.py"


def test_no_table_is_declared_twice_and_each_has_its_reason():
    assert not SCOPED & OPEN.keys()
    assert not SCOPED & INNER.keys()
    assert not OPEN.keys() & INNER.keys()
    assert all(len(reason) > 6 for reason in [*OPEN.values(), *INNER.values()])


def test_scoped_tables_filter_by_actor():
    models = own_models()
    lacking = [name for name in SCOPED if not hasattr(models[name]._default_manager, "visible_to")]
    assert lacking == []


def test_what_filters_by_actor_is_declared_scoped():
    having = {
        name
        for name, model in own_models().items()
        if hasattr(model._default_manager.all(), "visible_to")
    }
    assert having == SCOPED
