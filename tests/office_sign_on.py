"""A real OpenID Connect provider of the smallest kind: discovery, authorisation, token, keys and userinfo over HTTP.

It signs its tokens, holds a client to its secret, its redirect address and its PKCE proof, and takes each code once.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, CLIENT_SECRET = "vocplan", "bi-mat-cua-vocplan"


class Provider(ThreadingHTTPServer):
    """Signs `person` in at once; set it to None and she refuses."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] | None = None
        self.callback = ""
        self.asked: dict[str, dict[str, str]] = {}
        self.granted: dict[str, dict[str, Any]] = {}


class Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        match url.path:
            case "/.well-known/openid-configuration":
                self.send(discovery(self.server.url))
            case "/authorise":
                self.authorise(query)
            case "/keys":
                key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
                self.send({"keys": [key | {"kid": "1", "use": "sig", "alg": "RS256"}]})
            case "/userinfo":
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                self.send(self.server.granted.get(token, {}), 200 if token in self.server.granted else 401)
            case _:
                self.send({}, 404)

    def authorise(self, query: dict[str, str]) -> None:
        if query["client_id"] != CLIENT or query["redirect_uri"] != self.server.callback:
            return self.send({"error": "unknown client"}, 400)
        if self.server.person is None:
            answer = {"error": "access_denied", "state": query["state"]}
        else:
            code = secrets.token_urlsafe(16)
            self.server.asked[code] = query
            answer = {"code": code, "state": query["state"]}
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode(answer)}")
        self.end_headers()
        return None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.asked.pop(sent.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).decode()
        right = asked and sent.get("client_secret") == CLIENT_SECRET and sent["redirect_uri"] == self.server.callback
        if self.path != "/token" or not right or asked.get("code_challenge") != proof.rstrip("="):
            return self.send({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(16)
        self.server.granted[access] = dict(self.server.person)
        claims = {"iss": self.server.url, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 300}
        signed = jwt.encode(claims | self.server.person, self.server.key, algorithm="RS256", headers={"kid": "1"})
        return self.send({"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed})

    def send(self, body: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Nothing: a test says what it expects."""


def discovery(url: str) -> dict[str, Any]:
    return {
        "issuer": url,
        "authorization_endpoint": f"{url}/authorise",
        "token_endpoint": f"{url}/token",
        "userinfo_endpoint": f"{url}/userinfo",
        "jwks_uri": f"{url}/keys",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }


@contextmanager
def running_provider() -> Iterator[Provider]:
    """The provider on a free port of this machine, for as long as the block."""
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever, daemon=True)
        thread.start()
        yield provider
        provider.shutdown()
        thread.join()
