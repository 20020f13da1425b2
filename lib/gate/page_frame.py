"""The look of the pages before signing in: plain HTML that needs no file of its own."""

from html import escape
from string import Template

_PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title · Podium</title>
<link rel="icon" href="data:image/svg+xml,$icon">
$script<style>
  :root {
    --page: #f5f7fa; --card: #fff; --text: #1c2733; --quiet: #566473; --line: #8a97a6;
    --accent: #2563b0; --on-accent: #fff; --error: #b3261e;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --page: #10151b; --card: #19212a; --text: #e6ebf1; --quiet: #a3b0be; --line: #66778a;
      --accent: #7eb2f5; --on-accent: #0b1a2b; --error: #ff9c94;
    }
  }
  * { box-sizing: border-box; }
  body {
    margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
    background: var(--page); color: var(--text);
    font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  }
  main {
    width: 100%; max-width: 24rem; padding: 2rem; border-radius: .75rem;
    background: var(--card); box-shadow: 0 1px 2px #0002, 0 8px 24px #00000014;
  }
  svg { display: block; width: 2.5rem; height: 2.5rem; fill: var(--accent); }
  h1 { margin: .75rem 0 .25rem; font-size: 1.5rem; line-height: 1.2; }
  p { margin: .25rem 0; color: var(--quiet); overflow-wrap: anywhere; }
  form, .ways { margin-top: 1.5rem; }
  label { display: block; font-weight: 600; margin-bottom: .375rem; }
  input + label { margin-top: 1rem; }
  input, button, .button {
    display: block; width: 100%; font: inherit; padding: .625rem .75rem; border-radius: .5rem;
  }
  input { border: 1px solid var(--line); background: var(--page); color: var(--text); }
  input[readonly] { border-style: dashed; color: var(--quiet); }
  input[aria-invalid] { border-color: var(--error); }
  button, .button {
    margin-top: 1rem; border: 0; cursor: pointer; font-weight: 600; text-align: center;
    background: var(--accent); color: var(--on-accent); text-decoration: none;
    overflow-wrap: anywhere;
  }
  button:hover, .button:hover { filter: brightness(1.08); }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  a:not(.button), .plain { color: var(--accent); text-underline-offset: .15em; }
  .plain {
    display: inline; width: auto; margin: 0; padding: 0; border-radius: .125rem;
    background: none; font-weight: 400; text-decoration: underline;
  }
  .signed-in { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
  .signed-in form { margin: 0; }
  .hint { font-size: .875rem; }
  .error { margin-top: .5rem; color: var(--error); }
  .note { margin-top: 1.5rem; font-size: .875rem; }
</style>
</head>
<body>
<main>
<svg viewBox="0 0 24 24" aria-hidden="true"><path d="$podium"/></svg>
<h1>Podium</h1>
$content</main>
</body>
</html>
""")

_PODIUM = "M9 6h6v14H9zM2 11h6v9H2zm14 3h6v6h-6z"
_ICON = (
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E"
    f"%3Cpath fill='%232563b0' d='{_PODIUM}'/%3E%3C/svg%3E"
)


def framed(title: str, content: str, script: str | None = None) -> str:
    """A whole page around its content, which is HTML; `script` is the path of one of ours."""
    tag = "" if script is None else f'<script src="{escape(script)}" defer></script>\n'
    return _PAGE.substitute(
        title=escape(title), icon=_ICON, podium=_PODIUM, content=content, script=tag
    )


def error_line(error: str | None) -> str:
    """What is wrong, below the field that it is about; nothing where nothing is."""
    return "" if error is None else f'<p class="error" id="error">{escape(error)}</p>\n'


def invalid(error: str | None) -> str:
    """The attributes of a field that the error is about."""
    return "" if error is None else ' aria-invalid="true" aria-describedby="error"'
