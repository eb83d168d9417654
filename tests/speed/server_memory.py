"""Memory of the server with a file open: the resident size after hints, hover and 200 edits.

Usage: server_memory.py MEMLENS FILE
"""

import json
import subprocess
import sys


def main(program, path):
    server = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(method, params, number=None):
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if number is not None:
            message["id"] = number
        body = json.dumps(message).encode()
        server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        server.stdin.flush()

    def answer(number):
        while True:
            length = 0
            while (line := server.stdout.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                sys.exit("the server ended")
            message = json.loads(server.stdout.read(length))
            if message.get("id") == number and "method" not in message:
                return message
            if "method" in message and "id" in message:
                body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": None}).encode()
                server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
                server.stdin.flush()

    def resident(key):
        with open(f"/proc/{server.pid}/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith(key))

    def hints(number):
        window = {"start": {"line": middle, "character": 0}, "end": {"line": middle + 60, "character": 0}}
        send("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": window}, number)
        found = answer(number).get("result") or []
        return len(found)

    with open(path) as file:
        text = file.read()
    uri = "file:///sample.py"
    middle = text.count("\n") // 2
    send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 1)
    answer(1)
    send("initialized", {})
    document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    send("textDocument/didOpen", {"textDocument": document})
    shown = hints(2)
    opened = resident("VmRSS")
    for version in range(2, 202):
        at = {"line": middle, "character": 0}
        change = {"range": {"start": at, "end": at}, "text": f"x{version} = [{version}]\n"}
        send(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]},
        )
        hints(version + 1)
    print(f"server: {opened:.1f} MB with the file open ({shown} hints in the window), "
          f"{resident('VmRSS'):.1f} MB after 200 edits, {resident('VmHWM'):.1f} MB peak")
    send("shutdown", None, 1000)
    answer(1000)
    send("exit", None)
    server.wait(timeout=10)


if __name__ == "__main__":
    main(*sys.argv[1:])
