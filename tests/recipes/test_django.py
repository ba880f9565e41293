"""Django: callbacks are handled inside the test's own transaction, and rolled back."""

from __future__ import annotations

import json

import pytest

from tests.recipes.shop import SECRET, buy, genuine

django = pytest.importorskip(
    "django", reason="django is not installed: pip install django"
)

from django.conf import settings  # noqa: E402  (importing it needs the line above)
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

settings.configure(
    ALLOWED_HOSTS=["testserver"],  # Django's own test runner adds this one
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEBUG_PROPAGATE_EXCEPTIONS=True,  # what a view raises is shown by the test
    ROOT_URLCONF=__name__,
    USE_TZ=True,
)
django.setup()


class Order(models.Model):
    """An order as the shop knows it."""

    number = models.CharField(max_length=20, primary_key=True)
    parcels = models.IntegerField(default=0)

    class Meta:
        app_label = "shop"

    def __str__(self):
        return self.number


class Handled(models.Model):
    """An event that was dealt with; the same may come again."""

    event = models.CharField(max_length=40, primary_key=True)

    class Meta:
        app_label = "shop"

    def __str__(self):
        return self.event


@csrf_exempt
@transaction.atomic
def hook(request):
    """Send a parcel for each accepted order, once."""
    signature = request.headers.get("DigitalRiver-Signature")
    if not genuine(request.body, signature):
        return JsonResponse({"message": "not signed by the provider"}, status=401)
    event = json.loads(request.body)
    _, first = Handled.objects.get_or_create(event=event["id"])
    if first and event["type"] == "order.accepted":
        number = event["data"]["object"]["id"]
        order, _ = Order.objects.get_or_create(number=number)
        order.parcels += 1
        order.save()
    return JsonResponse({}, status=202)


urlpatterns = [path("hooks/provider", hook)]


@pytest.fixture(scope="module")
def tables():
    """Make the tables once; pytest-django brings fixtures for this and for `db`."""
    with connection.schema_editor() as editor:
        editor.create_model(Order)
        editor.create_model(Handled)
    yield
    connection.close()


@pytest.fixture
def db(tables):
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def hooks(mockdr, db):
    return mockdr.webhooks.deliver_to(
        get_wsgi_application(),
        "/hooks/provider",
        types=["order.accepted", "order.blocked"],
        secret=SECRET,
    )


def test_an_accepted_order_gets_its_parcel(mockdr, hooks):
    order = buy(mockdr)

    mockdr.webhooks.expect("order.accepted", of=order)

    assert Order.objects.get(number=order["id"]).parcels == 1


def test_nothing_of_another_test_is_left(db):
    """The callback was handled in the test's thread, so its rows were rolled back."""
    assert not Order.objects.exists()


def test_an_event_that_comes_twice_sends_one_parcel(mockdr, hooks):
    mockdr.webhooks.bend("order.accepted", "duplicate")
    order = buy(mockdr)

    mockdr.webhooks.expect("order.accepted", times=2)

    assert Order.objects.get(number=order["id"]).parcels == 1


def test_whatever_comes_again_changes_nothing(mockdr, hooks):
    """The same in general: every event once more, and the tables stay as they are."""
    buy(mockdr)

    mockdr.webhooks.idempotent(state=lambda: list(Order.objects.values()))


def test_what_nobody_signed_is_turned_away(hooks):
    hooks.probe()
