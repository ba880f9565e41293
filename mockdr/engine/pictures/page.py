"""One page of HTML that needs nothing else: its colours follow whoever looks at it."""

from __future__ import annotations

import html
from typing import Final

from mockdr.engine.prose.telling import Prose

__all__ = ["page", "said", "told"]

_STYLE: Final = """
:root{--ground:#fff;--ink:#1f2937;--soft:#5b6472;--rim:#d5dae1;--box:#f6f8fa;
--go:#1d5fd1;--no:#c81e2c;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--ground:#12161c;--ink:#e4e8ee;--soft:#a3adbb;
--rim:#333b46;--box:#1b212a;--go:#6aa5ff;--no:#ff7a7f}}
body{margin:0 auto;max-width:1240px;padding:24px;background:var(--ground);
color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",Arial,sans-serif}
h1{font-size:24px;margin:0 0 4px}
h2{font-size:19px;margin:36px 0 8px;overflow-wrap:anywhere}
h3{font-size:15px;margin:20px 0 6px}
a{color:var(--go)}
code,pre,.mono{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,
"DejaVu Sans Mono",monospace}
pre{background:var(--box);border:1px solid var(--rim);border-radius:8px;padding:12px;
overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
p{margin:6px 0}
.soft{color:var(--soft)}
.no{color:var(--no)}
.picture{overflow:auto;border:1px solid var(--rim);border-radius:10px;margin:12px 0}
.picture svg,.picture img{display:block;max-width:100%;height:auto}
@media (max-width:60rem){.picture svg,.picture img{max-width:none}}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--rim);
vertical-align:top}
input[type=search]{font:inherit;width:100%;box-sizing:border-box;padding:9px 12px;
margin:14px 0 8px;color:var(--ink);background:var(--box);border:1px solid var(--rim);
border-radius:8px}
button.tag{font:inherit;font-size:12.5px;color:var(--soft);background:var(--box);
border:1px solid var(--rim);border-radius:99px;padding:1px 9px;margin:2px;
cursor:pointer}
button.tag[aria-pressed=true]{color:var(--ground);background:var(--go)}
details{border-top:1px solid var(--rim);padding:9px 0}
p.act{border-top:1px solid var(--rim);margin:0;padding:9px 0 9px 16px;
overflow-wrap:anywhere}
details>summary{cursor:pointer;overflow-wrap:anywhere}
details>summary b{font-size:15.5px}
ol{padding-left:28px}
""".strip()


def said(words: str) -> str:
    """Return *words* so that they are nothing but words in HTML."""
    return html.escape(words)


def page(title: str, body: str, script: str = "") -> str:
    """
    Return a whole page.

    Args:
        title: What the window is called.
        body: HTML.
        script: What it does by itself; nothing when empty.
    """
    last = f"\n<script>\n{script}\n</script>" if script else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{said(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n"
        f"<body>\n{body}{last}\n</body>\n</html>\n"
    )


def told(prose: Prose) -> str:
    """Return a story's sentences as HTML."""
    parts = [f"<p>{said(one)}</p>" for one in prose.opening]
    parts.append("<ol>")
    for step in prose.steps:
        inner = "".join(f"<li>{said(one)}</li>" for one in step.inner)
        parts.append(f"<li>{said(step.text)}{inner and f'<ul>{inner}</ul>'}</li>")
    parts.append("</ol>")
    parts += [f"<p>{said(one)}</p>" for one in prose.closing]
    return "\n".join(parts)
