"""Ids: the provider's shapes, from a seed."""

from __future__ import annotations

import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.base.ids import Ids, real_token

seeds = st.text(max_size=20)


@given(seeds, seeds, st.integers(1, 40))
def test_the_same_seed_and_tenant_make_the_same_sequence(seed, tenant, length):
    one, two = Ids(seed, tenant), Ids(seed, tenant)

    assert [one.uuid() for _ in range(length)] == [two.uuid() for _ in range(length)]
    assert one.count == two.count == length


@given(seeds, seeds, seeds)
def test_other_seeds_and_other_tenants_make_other_ids(seed, tenant, other):
    first = Ids(seed, tenant).uuid()

    if other != seed:
        assert Ids(other, tenant).uuid() != first
    if other != tenant:
        assert Ids(seed, other).uuid() != first


@given(seeds)
def test_a_uuid_is_of_version_four(seed):
    text = Ids(seed).uuid()

    made = uuid.UUID(text)
    assert str(made) == text
    assert made.version == 4
    assert made.variant == uuid.RFC_4122


@given(seeds)
def test_a_number_has_twelve_digits_and_ends_with_the_account(seed):
    assert re.fullmatch(r"[1-9][0-9]{7}0336", Ids(seed).number())


@pytest.mark.parametrize("seed", ["", "mockdr", "1"])
def test_no_number_comes_twice(seed):
    """A hundred thousand orders need a hundred thousand numbers."""
    ids = Ids(seed)

    assert len({ids.number() for _ in range(100_000)}) == 100_000


@given(seeds)
def test_the_step_between_numbers_visits_them_all(seed):
    step = Ids(seed)._step

    assert all(step % prime for prime in (2, 3, 5))


@given(seeds, st.text(min_size=1, max_size=12))
def test_a_client_secret_begins_with_its_owner(seed, owner):
    secret = Ids(seed).secret(owner)

    assert secret.startswith(f"{owner}_")
    assert uuid.UUID(secret.removeprefix(f"{owner}_")).version == 4


@given(seeds, st.integers(1, 30))
def test_digits_are_as_many_as_asked(seed, length):
    assert re.fullmatch(rf"[0-9]{{{length}}}", Ids(seed).digits(length))


@given(seeds)
def test_a_chance_is_at_least_nothing_and_less_than_certain(seed):
    assert 0 <= Ids(seed).chance() < 1


def test_even_the_largest_draw_is_less_than_certain(monkeypatch):
    monkeypatch.setattr(Ids, "_hex", lambda _: "f" * 32)

    assert Ids("").chance() < 1


@given(seeds, st.integers(0, 100))
def test_octets_are_as_many_as_asked_and_repeat_with_the_seed(seed, length):
    made = Ids(seed).octets(length)

    assert len(made) == length
    assert made == Ids(seed).octets(length)


def test_a_real_token_is_long_and_never_the_same():
    assert len(real_token()) >= 32
    assert real_token() != real_token()
