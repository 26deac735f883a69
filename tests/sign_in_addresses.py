"""What each role is answered at the addresses of signing in, as tests/test_urls.py asks for it: visitor first."""

PUBLIC = (200,) * 9
NO_GET = (302, 405, 405, 405, 405, 405, 405, 405, 405)
SIGN_IN_ADDRESSES: dict[str, dict[str, tuple[int, ...]]] = {
    "account_login": {"GET": (200, 302, 302, 302, 302, 302, 302, 302, 302)},
    "letter-use": {"GET": PUBLIC, "POST": (422,) * 9},
    "letter-short": {"GET": PUBLIC, "POST": (422,) * 9},
    "reset-ask": {"GET": PUBLIC, "POST": (422,) * 9},
    "openid_connect_login": {"GET": (404,) * 9, "POST": (404,) * 9},
    "openid_connect_callback": {"GET": (404,) * 9},
    "account_reauthenticate": {"GET": (302, *(200,) * 8)},
    "mfa_index": {"GET": (302, *(200,) * 8)},
    "mfa_authenticate": {"GET": (302,) * 9, "POST": (302,) * 9},
    "mfa_reauthenticate": {"GET": (302,) * 9},
    "mfa_reauthenticate_webauthn": {"GET": (302,) * 9},
    # Changing one's second factor takes the password once more; nobody of these has one yet.
    "mfa_activate_totp": {"GET": (302,) * 9, "POST": (302,) * 9},
    "mfa_deactivate_totp": {"GET": (302, *(404,) * 8), "POST": (302, *(404,) * 8)},
    "mfa_view_recovery_codes": {"GET": (302, *(404,) * 8)},
    "mfa_generate_recovery_codes": {"GET": (302,) * 9, "POST": (302,) * 9},
    "mfa_list_webauthn": {"GET": (302, *(200,) * 8)},
    "mfa_add_webauthn": {"GET": (302,) * 9, "POST": (302,) * 9},
    "mfa_remove_webauthn": {"GET": (302,) * 9, "POST": (302,) * 9},
    "sign-in-person": {"GET": (302, 403, 403, 403, 403, 403, 403, 200, 403)},
    "sign-in-letter": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 403, 403, 200, 403)},
    "first-run-begin": {"GET": (302,) * 9, "POST": (302,) * 9},
    "first-run": {"GET": (302, 403, 403, 403, 403, 403, 403, 200, 403)},
    "handover": {
        "GET": (302, 403, 403, 403, 403, 403, 403, 200, 403),
        "POST": (302, 403, 403, 403, 403, 403, 403, 422, 403),
    },
    "mail-test": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 403, 403, 302, 403)},
    "people-letters": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 403, 403, 302, 403)},
    "sign-in-factor-remove": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 403, 403, 302, 403)},
    "sign-in-sessions-end": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 403, 403, 302, 403)},
    "sign-in-tokens-end": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 403, 403, 302, 403)},
    "own-access": {"GET": (302, *(200,) * 8)},
    "own-sessions-end": {"GET": NO_GET, "POST": (302,) * 9},
    "own-token-new": {"GET": NO_GET, "POST": (302, *(422,) * 8)},
    "own-token-end": {"GET": NO_GET, "POST": (302, *(404,) * 8)},
}
