"""
A key is a list or a mapping.

Why: Every key of the language is a word. A text that begins with a bracket looks like a
list to YAML, until it has quotes.

Example::

    - merchant: createOrders
      match: {body: {metadata: {[web]: one}}}

Instead::

    - merchant: createOrders
      match: {body: {metadata: {'[web]': one}}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR014", "key-not-text")
