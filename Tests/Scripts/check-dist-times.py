#!/usr/bin/env python3
"""Times calllog-fcgi without a web server and without curl between: a process or a socket, and nothing else.

    check-dist-times.py PROGRAM TOKEN   medians of plain CGI requests, and of starts to the first 200 over FastCGI
    check-dist-times.py --ask SOCKET    one GET /isAlive over FastCGI; SOCKET is a path or ADDRESS:PORT

Settings come from the environment.
"""
import json
import os
import signal
import socket
import statistics
import struct
import sys
import tempfile
import time

COUNT = 200
STARTS = 50
FIELDS = {
    "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
    "REMOTE_ADDR": "127.0.0.1", "REQUEST_SCHEME": "http", "HTTP_HOST": "localhost", "CONTENT_LENGTH": "",
}


def fields(method, path, query="", body=b""):
    return {
        **FIELDS, "REQUEST_METHOD": method, "SCRIPT_NAME": path, "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)) if body else "", "CONTENT_TYPE": "application/json" if body else "",
    }


def cgi(program, variables, body=b""):
    """Runs one CGI process to its end; returns milliseconds."""
    in_read, in_write = os.pipe()
    out_read, out_write = os.pipe()
    os.write(in_write, body)
    os.close(in_write)
    start = time.perf_counter()
    pid = os.posix_spawn(
        program, [program], {**os.environ, **variables},
        file_actions=[
            (os.POSIX_SPAWN_DUP2, in_read, 0), (os.POSIX_SPAWN_DUP2, out_write, 1),
            (os.POSIX_SPAWN_CLOSE, out_read),
        ],
    )
    os.close(out_write)
    reply = b""
    while chunk := os.read(out_read, 65536):
        reply += chunk
    status = os.waitpid(pid, 0)[1]
    milliseconds = (time.perf_counter() - start) * 1000
    os.close(in_read)
    os.close(out_read)
    if status or not reply.startswith(b"Status: 200"):
        sys.exit(f"{program}: status {status}, {reply[:300]!r}")
    return milliseconds


def record(kind, content):
    return struct.pack(">BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def ask(connection):
    """One GET /isAlive in FastCGI records; returns what comes back."""
    pairs = b"".join(
        bytes([len(name), len(value)]) + name.encode() + value.encode()
        for name, value in fields("GET", "/isAlive").items()
    )
    begin = record(1, struct.pack(">HB5x", 1, 0))
    connection.sendall(begin + record(4, pairs) + record(4, b"") + record(5, b""))
    reply = b""
    while chunk := connection.recv(65536):
        reply += chunk
    return reply


def connect(place):
    if place.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(place)
        return connection
    address, port = place.rsplit(":", 1)
    return socket.create_connection((address, int(port)))


def start_to_first_reply(program, directory):
    """From the spawn of a responder to the end of its first reply; milliseconds."""
    place = f"{directory}/fcgi.sock"
    start = time.perf_counter()
    pid = os.posix_spawn(program, [program, "--listen", f"unix:{place}"], os.environ)
    while True:
        try:
            connection = connect(place)
            break
        except OSError:
            if time.perf_counter() - start > 10:
                sys.exit(f"{program} does not listen")
            time.sleep(0.0002)
    reply = ask(connection)
    milliseconds = (time.perf_counter() - start) * 1000
    connection.close()
    os.kill(pid, signal.SIGTERM)
    status = os.waitpid(pid, 0)[1]
    if status or b"Status: 200" not in reply:
        sys.exit(f"{program}: status {status}, {reply[:300]!r}")
    return milliseconds


def say(name, values):
    values.sort()
    nine_tenths = values[int(len(values) * 0.9)]
    print(f"  {name:<32} median {statistics.median(values):6.2f} ms   nine of ten within {nine_tenths:6.2f} ms")


def call(number):
    session = f"{os.getpid()}{number}"
    return json.dumps({
        "logInfo": {
            "sessionId": session, "telephonySessionId": f"s-{session}", "startTime": "2026-07-01T10:00:00.000Z",
            "duration": 65, "direction": "Outbound", "result": "Call connected",
            "from": {"phoneNumber": "+16505550100", "name": "A"}, "to": {"phoneNumber": "+12125550147", "name": "C"},
        },
        "note": "timed", "contactId": 42, "contactType": "contact", "contactName": "C",
    }).encode()


def measure(program, token):
    query = f"jwtToken={token}"
    kinds = [
        ("plain CGI, GET /isAlive", lambda _: ("GET", "/isAlive", "", b"")),
        ("plain CGI, GET /callLog", lambda _: ("GET", "/callLog", f"{query}&sessionIds={os.getpid()}0", b"")),
        ("plain CGI, POST /callLog", lambda number: ("POST", "/callLog", query, call(number))),
    ]
    for name, request in kinds:
        values = []
        for number in range(COUNT):
            parts = request(number)
            values.append(cgi(program, fields(*parts), parts[3]))
        say(name, values)
    with tempfile.TemporaryDirectory() as directory:
        say("FastCGI, start to the first 200", [start_to_first_reply(program, directory) for _ in range(STARTS)])


if sys.argv[1] == "--ask":
    print(ask(connect(sys.argv[2])).decode("latin-1"))
else:
    measure(*sys.argv[1:3])
