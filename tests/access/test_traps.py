"""What gets past a gate in Streamlit when nobody looks, and the tests that look.

TRAPS lists each way round a gate that is known to work in an app that has one in its script only,
and each thing that the gate, the sign-in and the headers must hold. What has no test elsewhere is
tested below.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

from lib.ui.page_files import PAGES

TESTS = Path(__file__).parents[1]
LIB = TESTS.parent / "lib"

TRAPS: dict[str, tuple[str, ...]] = {
    "a removed person's click in a fragment returns data": (
        "access/test_sockets.py::"
        "test_the_first_frame_after_the_session_ended_gets_no_answer_but_the_sign_in_page",
    ),
    "a removed person's callback runs before the gate of the script": (
        "gate/test_sign_in_processes.py::"
        "test_the_next_click_of_who_was_shut_out_leads_to_the_sign_in_page_and_runs_nothing",
        "gate/test_middleware.py::"
        "test_the_first_frame_after_the_session_ended_leads_to_the_sign_in_page_and_runs_nothing",
    ),
    "a socket without a session clears everybody's cache": (
        "access/test_fresh_process.py::test_a_websocket_is_refused_before_it_opens",
        "access/test_sockets.py::"
        "test_the_first_frame_after_the_session_ended_gets_no_answer_but_the_sign_in_page",
    ),
    "somebody else's session is resumed by its id": (
        "access/test_sockets.py::test_somebody_elses_session_cannot_be_resumed_by_its_id",
    ),
    "/media is served to anyone": (
        "access/test_fresh_process.py::test_nothing_that_streamlit_serves_is_served",
        "gate/test_middleware.py::test_anything_else_is_401_for_somebody_unknown",
    ),
    "a page's address without a session": (
        "access/test_fresh_process.py::test_a_link_to_a_page_leads_to_the_sign_in_page",
        "gate/test_process.py::test_a_fresh_process_gives_nothing_away_without_a_session",
    ),
    "metrics, host-config, the API's schema": (
        "access/test_fresh_process.py::test_nothing_that_streamlit_serves_is_served",
    ),
    "a route of ours without a session": (
        "access/test_fresh_process.py::test_each_of_our_own_routes_refuses_or_is_the_sign_in",
        "gate/test_own_secret_routes.py::test_a_path_beside_them_stands_behind_the_gate",
    ),
    "a websocket without a session": (
        "gate/test_middleware.py::test_a_websocket_without_a_session_is_refused",
        "access/test_fresh_process.py::test_a_websocket_is_refused_before_it_opens",
    ),
    "a client names itself in the header that the gate uses": (
        "gate/test_middleware.py::test_the_identity_that_a_client_claims_is_dropped",
    ),
    "under uvicorn, variables for Streamlit's settings are ignored": (
        "access/test_internal_errors.py::test_a_page_that_fails_says_so_and_shows_nothing_of_how",
        "access/test_sockets.py::test_somebody_elses_session_cannot_be_resumed_by_its_id",
    ),
    "who somebody is was kept in the session's state": (
        "access/test_traps.py::test_who_somebody_is_is_asked_at_each_run",
    ),
    "the gate says who, and nobody asks what they may do": (
        "access/test_structure.py::test_every_use_case_names_the_role_that_it_asks_for",
        "access/test_structure.py::test_a_page_begins_with_its_check",
        "access/test_use_cases.py::"
        "test_it_begins_for_those_of_the_table_and_is_refused_to_everybody_else",
        "access/test_pages.py::test_its_address_leads_to_a_refusal_or_to_what_the_role_is_to_see",
        "access/test_routes.py::test_every_route_is_tried_here",
    ),
    "Streamlit's own sign-in and sign-out": (
        "access/test_traps.py::test_nothing_of_streamlits_own_sign_in_is_used",
    ),
    "the session's cookie is read by a script or sent by another site": (
        "gate/test_sign_in.py::"
        "test_signing_in_gives_a_cookie_that_scripts_and_other_sites_do_not_get",
        "gate/test_password_sign_in.py::test_the_cookie_asks_for_https_where_the_address_is_so",
    ),
    "a session's id is guessed": ("gate/test_middleware.py::test_a_session_id_is_long_and_random",),
    "a copied cookie outlives the signing out": (
        "access/test_sockets.py::test_a_copied_cookie_is_worth_nothing_after_signing_out",
    ),
    "another site has somebody's browser send something": (
        "gate/test_middleware.py::"
        "test_another_site_can_neither_sign_somebody_in_nor_out_nor_send_anything",
        "gate/test_middleware.py::test_what_the_browser_calls_our_own_page_may_send",
    ),
    "another site opens a websocket": (
        "gate/test_middleware.py::test_a_websocket_from_another_site_is_refused",
    ),
    "passwords are guessed, or somebody is locked out": (
        "gate/test_password_sign_in.py::"
        "test_an_address_is_shut_out_after_too_many_failures_with_a_sentence",
        "gate/test_password_sign_in.py::test_an_account_is_slowed_down_and_never_locked",
    ),
    "the way back from an OpenID provider is forged": (
        "gate/test_single_sign_on.py::test_a_wrong_state_signs_nobody_in",
        "gate/test_single_sign_on.py::test_a_wrong_nonce_signs_nobody_in",
        "gate/test_single_sign_on.py::test_an_answer_brought_by_another_browser_signs_nobody_in",
    ),
    "the next page after signing in is another site": (
        "gate/test_sign_in.py::test_any_other_target_leads_to_the_start_page",
        "gate/test_sign_in.py::test_a_foreign_target_is_forgotten_at_each_step",
    ),
    "local mode is reached from another computer": (
        "access/test_local_mode.py::test_it_does_not_start_where_other_computers_could_reach_it",
        "access/test_local_mode.py::test_nobody_answers_at_an_address_in_a_network",
    ),
    "local mode behind a foreign name or a proxy": (
        "access/test_local_mode.py::test_it_refuses_what_came_by_another_name_or_through_a_proxy",
        "gate/test_local_mode.py::test_any_other_host_is_refused",
    ),
    "a response runs a script, is framed, or tells where somebody reads": (
        "gate/test_headers.py::test_the_policy_is_the_one_that_was_tried_with_every_component",
        "access/test_internal_errors.py::"
        "test_whatever_streamlit_or_a_route_answers_carries_the_security_headers",
        "gate/test_sign_in_processes.py::test_images_may_come_from_where_the_settings_say",
    ),
    "/media is known by its content and outlives its session": (
        "access/test_traps.py::test_no_file_of_ours_is_served_by_streamlit",
        "access/test_routes.py::test_an_offered_file_is_for_the_person_to_whom_it_was_offered",
        "access/test_routes.py::test_an_export_is_for_those_who_review_the_project",
    ),
    "what is cached for one is shown to another": (
        "access/test_traps.py::test_no_cache_of_streamlits_is_shared",
        "access/test_structure.py::test_the_check_stands_before_everything_else",
    ),
    "an address holds a script, or a project of others": (
        "access/test_pages.py::test_what_an_address_holds_is_shown_as_text_only",
        "access/test_pages.py::test_a_link_to_a_project_of_others_says_that_there_is_none",
        "gate/test_sign_in.py::test_everything_in_the_page_is_escaped",
    ),
    "passwords, tokens and cookies stand in a log, a page or an export": (
        "access/test_secrets.py::test_no_secret_stands_in_the_log_but_the_first_admins_link_once",
        "access/test_secrets.py::test_no_secret_stands_in_a_page_an_export_or_an_answer",
        "gate/test_access_log.py::test_the_sign_in_routes_are_logged_without_their_queries",
    ),
}


@cache
def names_of_tests(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_bytes())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("trap", TRAPS)
def test_each_trap_has_its_tests(trap: str) -> None:
    for named in TRAPS[trap]:
        file, _, name = named.partition("::")
        assert name in names_of_tests(file), f"{file} has no test {name}"


SOURCES = sorted([*PAGES.glob("*.py"), *(LIB / "ui").rglob("*.py"), LIB / "main.py"])


def uses_of(*names: str) -> set[str]:
    """The pages and parts of them that use one of these of Streamlit, such as `st.user`."""
    return {
        str(path.relative_to(LIB.parent))
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {f"st.{name}" for name in names}
    }


def test_no_cache_of_streamlits_is_shared() -> None:
    """Whatever is kept by st.cache_data or st.cache_resource is kept for one session only."""
    shared = []
    for path in SOURCES:
        tree = ast.parse(path.read_bytes())
        bare = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        cached = [
            call
            for call in calls
            if ast.unparse(call.func) in ("st.cache_data", "st.cache_resource")
        ]
        scoped = [
            call
            for call in cached
            if any(
                word.arg == "scope" and ast.unparse(word.value) == "'session'"
                for word in call.keywords
            )
        ]
        n_used = bare.count("st.cache_data") + bare.count("st.cache_resource")
        if n_used != len(scoped):
            shared.append(str(path.relative_to(LIB.parent)))
    assert shared == []


def test_no_file_of_ours_is_served_by_streamlit() -> None:
    """Its own ways to show or download one keep it at /media, where a signed-in person may guess.

    The app's icon is there, which is no secret.
    """
    assert uses_of("download_button", "image", "audio", "video", "pdf", "logo") == set()


def test_who_somebody_is_is_asked_at_each_run() -> None:
    """`st.user` is read in one place, and neither it nor a person is put in the session's state."""
    assert uses_of("user") == {"lib/ui/access.py"}
    wrong = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Assign):
                kept = {ast.unparse(target) for target in node.targets}
                into_state = any("session_state" in each for each in kept)
                if into_state and ast.unparse(node.value).split(".")[-1] in ("person", "user"):
                    wrong.append(f"{path.relative_to(LIB.parent)}:{node.lineno}")
    assert wrong == []


def test_nothing_of_streamlits_own_sign_in_is_used() -> None:
    assert uses_of("login", "logout", "experimental_user") == set()
