"""Writes a picture as Mermaid, for pages that draw it themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.engine.pictures.diagram import Diagram, Edge, Label, Look, Node

__all__ = ["mermaid"]

#: How lines and states look; colours that can be told apart by day and by night.
_LINES: Final = {
    Look.TAKEN: "stroke:#2f74e0,stroke-width:3px",
    Look.REFUSED: "stroke:#d6404c,stroke-width:3px",
    Look.BLOCKED: "stroke:#d6404c,stroke-width:2px,stroke-dasharray:7 5",
    Look.PALE: "stroke:#9aa3af,stroke-width:1px",
}
_STATES: Final = {
    Look.TAKEN: "stroke:#2f74e0,stroke-width:2px",
    Look.END: "fill:#2f74e0,stroke:#2f74e0,color:#ffffff",
    Look.PALE: "stroke:#9aa3af,color:#808995",
    Look.BLOCKED: "stroke:#d6404c,color:#d6404c,stroke-width:2px,stroke-dasharray:7 5",
}


def mermaid(diagram: Diagram) -> str:
    """Return the picture as the text of a Mermaid flowchart."""
    return "\n".join([*_lines(diagram), ""])


def _lines(diagram: Diagram) -> Iterator[str]:
    yield "flowchart TD"
    yield f"  accTitle: {_plain(diagram.title)}"
    if diagram.summary:
        yield f"  accDescr: {_plain(diagram.summary)}"
    looks: dict[Look, list[str]] = {}
    links: dict[Look, list[int]] = {}
    count = 0
    for number, panel in enumerate(diagram.panels):
        names = {node.key: f"p{number}n{i}" for i, node in enumerate(panel.nodes)}
        framed = bool(panel.title)
        margin = "    " if framed else "  "
        if framed:
            yield f"  subgraph p{number}[{_quoted(panel.title)}]"
            yield "    direction TB"
        for node in panel.nodes:
            yield f"{margin}{names[node.key]}{_shape(node)}"
            looks.setdefault(node.look, []).append(names[node.key])
        for edge in panel.edges:
            before, after = (names[key] for key in edge.ends)
            yield f"{margin}{before} {_arrow(edge)} {after}"
            links.setdefault(edge.look, []).append(count)
            count += 1
        if framed:
            yield "  end"
    for look, style in _STATES.items():
        if look in looks:
            yield f"  classDef {look.value}Look {style}"
            yield f"  class {','.join(looks[look])} {look.value}Look"
    for look, style in _LINES.items():
        if look in links:
            yield f"  linkStyle {','.join(map(str, links[look]))} {style}"


def _shape(node: Node) -> str:
    if not node.text:
        return "(( ))"
    words = _quoted("\n".join([node.text, *map(_label, node.stays)]))
    return f"([{words}])" if node.final else f"[{words}]"


def _arrow(edge: Edge) -> str:
    arrow = "-->" if edge.sure else "-.->"
    if not edge.labels:
        return arrow
    return f"{arrow}|{_quoted(chr(10).join(map(_label, edge.labels)))}|"


def _label(label: Label) -> str:
    numbers = ", ".join(map(str, label.numbers))
    return f"({numbers}) {label.text}" if numbers else label.text


def _quoted(words: str) -> str:
    kept = words.replace("&", "#amp;").replace('"', "#quot;")
    kept = kept.replace("<", "#lt;").replace(">", "#gt;")
    return '"' + kept.replace("\n", "<br/>") + '"'


def _plain(words: str) -> str:
    """Return words that stand free in a line of Mermaid."""
    return " ".join(words.replace(";", ",").replace("#", "").split())
