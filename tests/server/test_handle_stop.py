"""A scenario that a test takes out of force again."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError


def test_a_scenario_that_was_stopped_is_nobodys_lack(mockdr):
    mockdr.play("konbini-paid-late")
    mockdr.stop("konbini-paid-late")
    mockdr.check()
    with pytest.raises(MockdrError, match="'konbini-paid-late' is not in force"):
        mockdr.stop("konbini-paid-late")
