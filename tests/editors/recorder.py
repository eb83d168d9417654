"""Stands between an editor and memlens, under the name `memlens`, and writes down what they say.

Bytes go through as they are. Each whole message becomes a line of JSON in the file that
MEMLENS_RECORD names: {"from": "client" | "server", "message": …}.
"""

import json
import os
import subprocess
import sys
import threading

record = open(os.environ["MEMLENS_RECORD"], "a", encoding="utf-8")
lock = threading.Lock()


def note(who, message):
    with lock:
        record.write(json.dumps({"from": who, "message": message}) + "\n")
        record.flush()


def relay(who, source, target):
    """Copies bytes until the source ends; takes messages out of them on the way."""
    pending = b""
    while data := source.read1(1 << 16):
        pending += data
        while (head := pending.find(b"\r\n\r\n")) >= 0:
            fields = dict(line.split(b":", 1) for line in pending[:head].split(b"\r\n"))
            end = head + 4 + int({name.lower(): value for name, value in fields.items()}[b"content-length"])
            if len(pending) < end:
                break
            note(who, json.loads(pending[head + 4 : end]))
            pending = pending[end:]
        # Afterwards: a question must be in the record before its answer.
        try:
            target.write(data)
            target.flush()
        except BrokenPipeError:
            return
    target.close()


server = subprocess.Popen([os.environ["MEMLENS_BINARY"], *sys.argv[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
threading.Thread(target=relay, args=("client", sys.stdin.buffer, server.stdin), daemon=True).start()
relay("server", server.stdout, sys.stdout.buffer)
# At once: the other thread may be reading still.
os._exit(server.wait())
