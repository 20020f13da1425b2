"""The sign-in page, in each of the ways of signing in."""

from html import escape
from string import Template
from urllib.parse import quote

from lib.gate.open_routes import SSO_START
from lib.gate.page_frame import error_line, framed, invalid

_BY_NAME = Template("""\
<p>Tell us who is labeling.</p>
<form method="post" action="/signin">
<label for="name">Your name</label>
<input id="name" name="name" value="$name" autocomplete="name" autocapitalize="words"
 spellcheck="false" required autofocus$invalid>
$error<input type="hidden" name="next" value="$target">
<button type="submit">Sign in</button>
</form>
$signed_in<p class="note">Local mode: only this computer can reach Podium, so there is no password.
What you label is saved under your name; use the same one each time.</p>
""")

_BY_PASSWORD = Template("""\
<p>Sign in to compare and rank responses.</p>
<form method="post" action="/signin">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" value="$email" autocomplete="username"
 autocapitalize="none" spellcheck="false" required$focus_email$invalid>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 required$focus_password$invalid>
$error<input type="hidden" name="next" value="$target">
<button type="submit">Sign in</button>
</form>
$signed_in<p class="note">$note</p>
""")

_BY_PROVIDER = Template("""\
<p>Sign in to compare and rank responses.</p>
$error<div class="ways"><a class="button" href="$start">Sign in with $host</a></div>
$signed_in<p class="note">No access yet? Ask an admin of this Podium to add your e-mail address.</p>
""")

_SIGNED_IN = Template("""\
<div class="signed-in"><p>You are signed in as $person.</p>
<p><a href="$target">Continue</a></p>
<form method="post" action="/signout"><button class="plain" type="submit">Sign out</button></form>
</div>
""")

_FORGOTTEN = "Forgotten your password? An admin can give you a link to set a new one."
_NOBODY_YET = (
    "Nobody can sign in yet: open the link that Podium printed when it was started, and become its "
    "admin. The link serves for a day; a restart prints a new one."
)


def sign_in_page(
    target: str, *, name: str = "", error: str | None = None, signed_in_as: str | None = None
) -> str:
    """Local mode's page. `target` is the path that follows; `error` is about `name`.

    `signed_in_as` names the person whom this browser is signed in as already.
    """
    content = _BY_NAME.substitute(
        name=escape(name),
        target=escape(target),
        error=error_line(error),
        invalid=invalid(error),
        signed_in=_signed_in(signed_in_as, target),
    )
    return framed("Sign in", content)


def password_page(
    target: str,
    *,
    email: str = "",
    error: str | None = None,
    signed_in_as: str | None = None,
    needs_first_admin: bool = False,
) -> str:
    """Password mode's page; what was typed as a password is never in it."""
    content = _BY_PASSWORD.substitute(
        email=escape(email),
        target=escape(target),
        error=error_line(error),
        invalid=invalid(error),
        focus_email="" if email else " autofocus",
        focus_password=" autofocus" if email else "",
        signed_in=_signed_in(signed_in_as, target),
        note=_NOBODY_YET if needs_first_admin else _FORGOTTEN,
    )
    return framed("Sign in", content)


def provider_page(
    target: str, *, host: str, error: str | None = None, signed_in_as: str | None = None
) -> str:
    """Oidc mode's page; `host` is how people know the provider."""
    content = _BY_PROVIDER.substitute(
        start=escape(f"{SSO_START}?next={quote(target)}"),
        host=escape(host),
        error=error_line(error),
        signed_in=_signed_in(signed_in_as, target),
    )
    return framed("Sign in", content)


def _signed_in(person: str | None, target: str) -> str:
    if person is None:
        return ""
    return _SIGNED_IN.substitute(person=escape(person), target=escape(target))
