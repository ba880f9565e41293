"""The calls of the control API by which people look at scenarios and at their runs."""

from __future__ import annotations

from typing import Final

from mockdr.base.errors import Json
from mockdr.server.control.shapes import (
    COUNT,
    FLAG,
    NUMBER,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    WORLD,
    ControlCall,
    array,
    exactly,
)

__all__ = ["CALLS"]

_NAMED: Final = exactly(
    {"kind": TEXT, "id": TEXT, "state": TEXT_OR_NULL, "name": TEXT_OR_NULL}
)
_DIAGNOSTIC: Final = exactly(
    {
        "code": TEXT,
        "severity": {"enum": ["error", "warning", "advice"]},
        "message": TEXT,
        "help": TEXT,
        "line": NUMBER,
        "column": NUMBER,
        "end_line": NUMBER,
        "end_column": NUMBER,
    }
)
_STEP: Final = exactly(
    {
        "number": NUMBER,
        "line": NUMBER,
        "text": TEXT,
        "alone": {
            **TEXT_OR_NULL,
            "description": "When it comes without anybody's doing; null if it waits.",
        },
        "state": {"enum": ["done", "here", "ahead"]},
    }
)
_PLAYED: Final = exactly(
    {
        "scenario": TEXT,
        "summary": TEXT,
        "serial": NUMBER,
        "runsLeft": NUMBER_OR_NULL,
        "stopped": {**FLAG, "description": "Whether it was taken out of force."},
        "over": {
            **FLAG,
            "description": "Whether no run can begin any more, and none is under way.",
        },
        "given": array(_NAMED),
        "count": {**NUMBER, "description": "How many runs there were."},
        "runs": array(
            exactly(
                {
                    "number": NUMBER,
                    "step": NUMBER,
                    "of": NUMBER,
                    "ended": FLAG,
                    "derailed": TEXT_OR_NULL,
                    "waits": TEXT,
                    "steps": array(_STEP),
                    "things": array(_NAMED),
                }
            )
        ),
    }
)
_SCENARIO: Final[dict[str, Json]] = {
    "name": TEXT,
    "summary": TEXT,
    "tags": array(TEXT),
    "folder": TEXT,
    "bundled": FLAG,
    "combinations": array(TEXT),
}

CALLS: Final[tuple[ControlCall, ...]] = (
    ControlCall(
        method="POST",
        name="stop",
        summary="Take a scenario out of force; its runs end where they stand.",
        query=WORLD,
        body={
            "scenario": {
                **TEXT,
                "description": (
                    "Its name, for all of its combinations, or `name[key=value]`. "
                    "What runs have made stays, and goes on as outside of scenarios."
                ),
            }
        },
        required=("scenario",),
        reply=exactly({"stopped": array(TEXT)}),
    ),
    ControlCall(
        method="GET",
        name="runs",
        summary="List the scenarios put in force, and where the runs of each stand.",
        query={
            **WORLD,
            "limit": ({**COUNT, "maximum": 100}, "So many runs of each; 10 if absent."),
        },
        reply=exactly({"scenarios": array(_PLAYED)}),
    ),
    ControlCall(
        method="GET",
        name="library",
        summary="List the scenarios that can be put in force by name.",
        query={"query": (TEXT, "Only those in whose name, summary or tags it stands.")},
        reply=exactly({"scenarios": array(exactly(_SCENARIO))}),
    ),
    ControlCall(
        method="GET",
        name="scenario",
        summary="Return the text of a scenario, and what happens in it.",
        query={"name": (TEXT, "Its name in the library.")},
        reply=exactly(
            {
                **_SCENARIO,
                "text": TEXT,
                "told": array(TEXT),
                "findings": array(_DIAGNOSTIC),
            }
        ),
    ),
    ControlCall(
        method="POST",
        name="lint",
        summary="Say what is wrong with a scenario; nothing is put in force.",
        body={"yaml": {**TEXT, "description": "The text of one."}},
        raw="yaml",
        required=("yaml",),
        reply=exactly(
            {
                "playable": FLAG,
                "findings": array(_DIAGNOSTIC),
                "combinations": array(TEXT),
            }
        ),
    ),
)
