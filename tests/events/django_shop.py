"""A Django in a process of its own, and what a test there sees of its database."""

from __future__ import annotations

import asyncio
import functools
import json
import sys
import threading
import warnings

import django
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import path

from mockdr.events.delivery import Parcel
from mockdr.events.senders import sender_of

settings.configure(
    ALLOWED_HOSTS=["testserver"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEBUG_PROPAGATE_EXCEPTIONS=True,
    ROOT_URLCONF=__name__,
)

seen: list[bool] = []


def _add() -> None:
    seen.append(threading.current_thread() is threading.main_thread())
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO handled VALUES (1)")


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM handled")
        return cursor.fetchone()[0]


def sync_view(request):
    """Write into the database."""
    _add()
    return HttpResponse(status=202)


async def async_view(request):
    """Write into the database, from a loop."""
    await sync_to_async(_add)()
    return HttpResponse(status=202)


urlpatterns = [path("sync", sync_view), path("async", async_view)]


class Middleware:
    """As WhiteNoise and its kin: keeps the next one, and hands on what comes."""

    def __init__(self, app):
        self.application = app

    def __call__(self, *args):
        return self.application(*args)


def behind(app):
    """Put two middlewares of different kinds before *app*."""
    inner = Middleware(app)

    @functools.wraps(app)
    def outer(*args):
        return inner(*args)

    return outer


def _table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS handled (id INTEGER)")


def from_sync(app, where: str) -> int:
    """Deliver within a transaction that is rolled back; return what it saw."""
    _table()
    with transaction.atomic():
        parcel = Parcel(url=f"http://testserver/{where}", headers={}, body=b"{}")
        answer = sender_of(app).send(parcel)
        assert (answer.status, answer.reason) == (202, ""), answer
        found = _count()
        transaction.set_rollback(True)
    assert _count() == 0
    return found


async def from_async(app, where: str) -> int:
    """Deliver from a test that is asynchronous, as Django runs it."""
    await sync_to_async(_table)()
    parcel = Parcel(url=f"http://testserver/{where}", headers={}, body=b"{}")
    answer = await sender_of(app).send_async(parcel)
    assert (answer.status, answer.reason) == (202, ""), answer
    return await sync_to_async(_count)()


if __name__ == "__main__":
    warnings.simplefilter("error")
    django.setup()
    wsgi, asgi = behind(get_wsgi_application()), behind(get_asgi_application())
    told = {
        "wsgi from sync": from_sync(wsgi, "sync"),
        "asgi from sync": from_sync(asgi, "sync"),
        "asgi from sync, async view": from_sync(asgi, "async"),
        "in the test's thread": all(seen),
        "wsgi from Django's loop": async_to_sync(from_async)(wsgi, "sync"),
        "asgi from Django's loop": async_to_sync(from_async)(asgi, "async"),
        "wsgi from another loop": asyncio.run(from_async(wsgi, "sync")),
    }
    sys.stdout.write(json.dumps(told))
