#!/usr/bin/env python3
"""Stands for Pipedrive and for a name server in check-dist.sh, in a network of its own.

    check-dist-crm.py ADDRESS CERTIFICATE KEY LOG

Answers HTTPS on ADDRESS:443 and DNS on 127.0.0.1:53, and writes a line to LOG for each question it was asked: the proof
that a program has resolved a name, verified a certificate and sent a request.
"""
import http.server
import itertools
import json
import socket
import ssl
import sys
import threading

address, certificate, key, log_path = sys.argv[1:5]
# What DNS knows. The company's host is left to /etc/hosts.
NAMES = {"oauth.pipedrive.com"}
ME = {
    "id": 777, "name": "Dist Check", "company_id": 4242, "company_name": "Acme", "company_domain": "acme",
    "timezone_name": "Europe/Berlin", "timezone_offset": "+01:00",
}
REPLIES = {
    "POST /oauth/token": {
        "access_token": "access-1", "refresh_token": "refresh-1", "expires_in": 3600, "token_type": "bearer",
        "api_domain": "https://acme.pipedrive.com",
    },
    "GET /v1/users/me": {"success": True, "data": ME},
    "GET /api/v1/activityTypes": {
        "success": True, "data": [{"key_string": "call", "name": "Call", "active_flag": True}],
    },
    "GET /api/v2/persons/7": {"success": True, "data": {"id": 7, "name": "Carla Customer", "org_id": None}},
}
log_lock = threading.Lock()
activity_ids = itertools.count(1001)


def log(line):
    with log_lock, open(log_path, "a", encoding="utf-8") as file:
        file.write(line + "\n")


class CRM(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        path = self.path.split("?")[0]
        log(f"{self.command} {self.headers['Host']}{path} {body if 'activities' in path else ''}")
        reply = REPLIES.get(f"{self.command} {path}")
        if (self.command, path) == ("POST", "/api/v2/activities"):
            reply = {"success": True, "data": {"id": next(activity_ids)}}
        content = json.dumps(reply or {"success": False, "error": "not found"}).encode()
        self.send_response(200 if reply else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer

    def log_message(self, *_):
        """Requests are in the log; the standard one would say them again."""


def answer_names(server):
    """An address for a name of ours, nothing for its other types, NXDOMAIN for all else (RFC 1035 section 4)."""
    while True:
        query, peer = server.recvfrom(512)
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode())
            at += 1 + query[at]
        question, kind = query[12:at + 5], int.from_bytes(query[at + 1:at + 3], "big")
        name = ".".join(labels).lower()
        log(f"DNS {name} {kind}")
        answer = b""
        if name in NAMES and kind == 1:
            answer = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04" + socket.inet_aton(address)
        flags = b"\x81\x80" if name in NAMES else b"\x81\x83"
        counts = b"\x00\x01" + (b"\x00\x01" if answer else b"\x00\x00") + b"\x00\x00\x00\x00"
        server.sendto(query[:2] + flags + counts + question + answer, peer)


names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
names.bind(("127.0.0.1", 53))
threading.Thread(target=answer_names, args=(names,), daemon=True).start()

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
crm = http.server.ThreadingHTTPServer((address, 443), CRM)
crm.socket = context.wrap_socket(crm.socket, server_side=True)
log("ready")
crm.serve_forever()
