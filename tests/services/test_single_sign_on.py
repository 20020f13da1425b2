"""Flows that begin and end, and whom a provider's claims stand for."""

from dataclasses import dataclass, replace

import pytest

from lib.domain.access import Actor
from lib.errors import NotAllowed
from lib.services import single_sign_on
from lib.services.access import role_of
from lib.services.accounts import forget_identities
from lib.services.openid_provider import Claims
from lib.services.people import session_person
from lib.services.single_sign_on import begin_flow, finish_flow, has_admin
from lib.services.team import change_person
from lib.settings import OidcSettings
from lib.store import annotators, memberships
from tests.factories import add_annotation, add_project

URL = "https://podium.example.org"
ISSUER = "https://accounts.example.org"
SETTINGS = OidcSettings(ISSUER, "podium", "s", frozenset({"boss@example.org"}))
ANN = Claims(ISSUER, "s-ann", "ann@example.org", "Ann at work")
BOSS = Claims(ISSUER, "s-boss", "Boss@Example.org", "")


@dataclass
class Stub:
    """A provider that signs in whom a test names."""

    named: Claims = ANN

    def authorization_url(self, state, nonce, code_verifier):
        return f"{state} {nonce} {code_verifier}"

    def claims(self, code, nonce, code_verifier):
        return self.named


@pytest.fixture
def provider(monkeypatch):
    stub = Stub()
    monkeypatch.setattr(single_sign_on, "OpenIdProvider", lambda settings, redirect_uri: stub)
    return stub


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(single_sign_on.time, "monotonic", lambda: now[0])
    return now


def begin(database, browser_secret=None, target="/"):
    """A begun flow and its state."""
    begun = begin_flow(database, SETTINGS, URL, target=target, browser_secret=browser_secret)
    return begun, begun.url.split()[0]


def finish(database, begun, begun_state, **answer):
    given = {"code": "c", "state": begun_state, **answer}
    return finish_flow(
        database,
        SETTINGS,
        URL,
        answer={name: value for name, value in given.items() if value is not None},
        browser_secret=begun.browser_secret,
        browser="Firefox on Linux",
    )


def sign_in(database):
    return finish(database, *begin(database))[0].person


def add(database, name="Ann", email="ann@example.org"):
    return database.write(lambda c: annotators.find_or_add_annotator(c, name, email))


def test_a_flow_ends_with_a_session_and_leads_on(database, provider):
    ann = add(database)
    session, target = finish(database, *begin(database, target="/label"))
    assert (session.person, target) == (ann, "/label")
    assert session_person(database, session.session_id, "oidc") == ann
    assert session_person(database, session.session_id, "local") is None


def test_secrets_of_flows_are_long_random_and_shown_nowhere(database, provider):
    begun = [begin(database)[0] for _ in range(5)]
    secrets = {part for each in begun for part in (*each.url.split(), each.browser_secret)}
    assert len(secrets) == 20
    assert min(map(len, secrets)) >= 43
    for each in begun:
        assert each.browser_secret not in repr(each)
    flows = repr(single_sign_on._single_sign_on_in[database.file]._flows)
    assert not any(secret in flows for secret in secrets)


def test_a_flow_is_over_after_ten_minutes(database, provider, clock):
    add(database)
    in_time, late = begin(database), begin(database)
    clock[0] += 599
    finish(database, *in_time)
    clock[0] += 2
    with pytest.raises(NotAllowed, match="has expired"):
        finish(database, *late)


def test_flows_that_nobody_ends_do_not_pile_up(database, provider, monkeypatch):
    add(database)
    monkeypatch.setattr(single_sign_on, "MOST_FLOWS", 3)
    begun = [begin(database) for _ in range(5)]
    assert len(single_sign_on._single_sign_on_in[database.file]._flows) == 3
    finish(database, *begun[-1])
    with pytest.raises(NotAllowed, match="has expired"):
        finish(database, *begun[0])


def test_a_browser_keeps_its_secret_while_one_of_its_flows_is_open(database, provider):
    add(database)
    first, state = begin(database)
    second, _ = begin(database, first.browser_secret)
    assert second.browser_secret == first.browser_secret
    finish(database, first, state)
    assert begin(database, "brought along")[0].browser_secret != "brought along"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"error": "access_denied"}, "accounts.example.org has not signed you in"),
        ({"code": None}, "accounts.example.org has not signed you in"),
        ({"iss": "https://evil.example"}, "has expired, or it was begun in another browser"),
        ({"state": ""}, "has expired, or it was begun in another browser"),
    ],
)
def test_an_answer_that_does_not_fit_signs_nobody_in(database, provider, answer, words):
    add(database)
    with pytest.raises(NotAllowed, match=words):
        finish(database, *begin(database), **answer)


def test_an_answer_that_names_our_provider_fits(database, provider):
    add(database)
    finish(database, *begin(database), iss=f"{ISSUER}/")


def test_an_admin_by_the_settings_is_made_once_and_stays_the_same_person(database, provider):
    provider.named = BOSS
    boss = sign_in(database)
    assert (boss.name, boss.email) == ("Boss@Example.org", "Boss@Example.org")
    assert role_of(database.acting_for(Actor(boss.annotator_id))) == "admin"
    database.write(lambda c: memberships.set_admin(c, boss.annotator_id, False))
    assert sign_in(database) == boss
    assert role_of(database.acting_for(Actor(boss.annotator_id))) == "admin"


def test_somebody_added_before_keeps_their_name(database, provider):
    add(database, "The boss", "boss@example.org")
    provider.named = replace(BOSS, name="Another name")
    assert sign_in(database).name == "The boss"


def test_the_same_subject_at_another_provider_is_somebody_else(database, provider):
    add(database)
    sign_in(database)
    provider.named = replace(ANN, issuer="https://other.example", email="x@example.org")
    with pytest.raises(NotAllowed, match=r"“x@example\.org” has no access"):
        sign_in(database)


def test_an_address_that_another_subject_has_signed_in_with_is_refused_until_it_is_forgotten(
    database, provider
):
    ann = add(database)
    sign_in(database)
    provider.named = replace(ANN, subject="s-new")
    with pytest.raises(NotAllowed, match="has signed in with another account at") as caught:
        sign_in(database)
    assert "ask an admin to change your e-mail" in str(caught.value)
    # The first one goes on, whoever has tried.
    provider.named = ANN
    assert sign_in(database) == ann
    forget_identities(database, ann.annotator_id)
    provider.named = replace(ANN, subject="s-new")
    assert sign_in(database) == ann
    provider.named = ANN
    with pytest.raises(NotAllowed, match="another account"):
        sign_in(database)


def test_another_address_given_by_an_admin_forgets_who_signed_in_and_another_name_does_not(
    database, provider
):
    ann = add(database)
    sign_in(database)
    change_person(database, ann.annotator_id, "Anna", "ANN@example.org")
    assert sign_in(database).name == "Anna"
    change_person(database, ann.annotator_id, "Anna", "anna@example.org")
    with pytest.raises(NotAllowed, match=r"“ann@example\.org” has no access"):
        sign_in(database)
    provider.named = replace(ANN, subject="s-new", email="anna@example.org")
    assert sign_in(database).annotator_id == ann.annotator_id


def test_an_admin_by_the_settings_is_not_whoever_has_the_address_later(database, provider):
    provider.named = BOSS
    sign_in(database)
    provider.named = replace(BOSS, subject="s-later")
    with pytest.raises(NotAllowed, match="another account"):
        sign_in(database)


def test_who_is_known_needs_no_address_any_more(database, provider):
    ann = add(database)
    sign_in(database)
    provider.named = replace(ANN, email=None)
    assert sign_in(database) == ann


def test_a_refusal_leaves_nothing_behind(database, provider):
    with pytest.raises(NotAllowed, match=r"“ann@example\.org” has no access"):
        sign_in(database)
    for table in ("annotator", "identity", "session"):
        rows = database.read(lambda c, table=table: c.execute(f"SELECT * FROM {table}").fetchall())
        assert rows == []


def test_who_came_with_an_import_alone_has_no_access_until_an_admin_gives_a_role(
    database, provider
):
    ann = add(database)
    project = add_project(database, n_tasks=1)
    add_annotation(database, project, "key", ann)
    assert sign_in(database) == ann
    database.write(lambda c: c.execute("UPDATE annotation SET origin = 'import'"))
    with pytest.raises(NotAllowed, match="has no access"):
        sign_in(database)
    database.write(
        lambda c: memberships.put_membership(c, project.project_id, ann.annotator_id, "annotator")
    )
    assert sign_in(database) == ann


def test_an_installation_without_any_admin_is_known_as_such(database, provider):
    nobody = replace(SETTINGS, admins=frozenset())
    assert has_admin(database, SETTINGS)
    assert not has_admin(database, nobody)
    provider.named = BOSS
    sign_in(database)
    assert has_admin(database, nobody)
