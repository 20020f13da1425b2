"""The page of a one-time link: the code of the link first, then the password that it is for."""

from html import escape
from pathlib import Path
from string import Template

from lib.gate.open_routes import SETUP_SCRIPT
from lib.gate.page_frame import error_line, framed, invalid
from lib.services.passwords import LONGEST, SHORTEST

SCRIPT_FILE = Path(__file__).with_name("setup.js")

_CODE = Template("""\
<p>Set your password with the link that you were given.</p>
<form method="post" action="/setup" id="code-form">
<label for="code">Code of the link</label>
<input id="code" name="code" autocomplete="off" autocapitalize="none" spellcheck="false"
 required autofocus$invalid>
$error<button type="submit">Continue</button>
</form>
<p class="note">The code is what follows the # in the link.</p>
""")

_HIDDEN_CODE = """\
<form method="post" action="/setup" id="code-form" hidden><input type="hidden" name="code"></form>
"""

_FIRST_ADMIN = Template("""\
<p>Become the first admin of this Podium.</p>
<form method="post" action="/setup">
<label for="name">Your name</label>
<input id="name" name="name" value="$name" autocomplete="name" autocapitalize="words"
 spellcheck="false" required autofocus>
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" value="$email" autocomplete="username"
 autocapitalize="none" spellcheck="false" required>
$passwords</form>
""")

_PERSON = Template("""\
<p>Welcome, $name. Set the password that you will sign in with.</p>
<form method="post" action="/setup">
<label for="email">E-mail address</label>
<input id="email" type="email" value="$email" autocomplete="username" readonly>
$passwords</form>
""")

_PASSWORDS = Template("""\
<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password"
 minlength="$shortest" maxlength="$longest" required$focus$invalid>
<label for="again">The same again</label>
<input id="again" name="again" type="password" autocomplete="new-password" required$invalid>
<p class="hint">At least $shortest characters; a few words that do not belong together serve
well.</p>
$error<button type="submit">$button</button>
""")


def code_page(error: str | None = None) -> str:
    """Asks for the code. The script takes it out of the address, which no log ever sees."""
    content = _CODE.substitute(error=error_line(error), invalid=invalid(error))
    return framed("Set a password", content, SETUP_SCRIPT)


def first_admin_page(*, name: str = "", email: str = "", error: str | None = None) -> str:
    """Asks the first admin who they are, and for a password."""
    passwords = _password_fields("Become the admin", "", error)
    content = _FIRST_ADMIN.substitute(name=escape(name), email=escape(email), passwords=passwords)
    return framed("First admin", content + _HIDDEN_CODE, SETUP_SCRIPT)


def password_page(*, name: str, email: str, error: str | None = None) -> str:
    """Asks somebody for their new password."""
    passwords = _password_fields("Set the password", " autofocus", error)
    content = _PERSON.substitute(name=escape(name), email=escape(email), passwords=passwords)
    return framed("Set a password", content + _HIDDEN_CODE, SETUP_SCRIPT)


def _password_fields(button: str, focus: str, error: str | None) -> str:
    return _PASSWORDS.substitute(
        button=button,
        focus=focus,
        shortest=SHORTEST,
        longest=LONGEST,
        error=error_line(error),
        invalid=invalid(error),
    )
