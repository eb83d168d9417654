"""A terminal that a program runs in, and what one sees there: a tmux server of its own."""

import os
import re
import shlex
import subprocess
import time

# After this long something that should be on the screen counts as missing. Never a measure of speed.
PATIENCE = float(os.environ.get("PATIENCE", 30))


class Terminal:
    """One window. Use as a context manager: everything in it is ended with it."""

    def __init__(self, command, folder, environment, home):
        self.socket = str(home / "tmux")
        # Not tmux's own way: a shell between might set PATH anew.
        variables = [f"{name}={value}" for name, value in environment.items()]
        command = shlex.join(["exec", "env", *variables, *map(str, command)])
        start = ["new-session", "-d", "-x", "120", "-y", "40", "-c", str(folder), "sh", "-c", command]
        # What a program that ends at once had to say must be read too.
        options = ["start-server", ";", "set-option", "-g", "remain-on-exit", "on", ";", "set-option", "-s", "escape-time", "0"]
        self.tmux("-f", "/dev/null", *options, ";", *start)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True, timeout=30)

    def tmux(self, *arguments):
        command = ["tmux", "-u", "-S", self.socket, *arguments]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        environment.pop("TMUX", None)
        ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=30)
        assert ran.returncode == 0, f"{command}: {ran.stderr}"
        return ran.stdout

    def screen(self):
        return re.sub(r"\n{3,}", "\n\n\n", self.tmux("capture-pane", "-p"))

    def keys(self, *keys):
        """Presses keys by tmux's names: `Escape`, `C-x`, `Enter`."""
        self.tmux("send-keys", *keys)
        if keys[-1] == "Escape":
            # With the next key close behind, a terminal says Alt and that key.
            time.sleep(0.2)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def shows(self, *texts):
        """Waits until every text is on the screen; a compiled pattern is searched for. Gives the screen."""
        until(lambda: all(found(text, self.screen()) for text in texts), lambda: f"{texts} on\n{self.screen()}")
        return self.screen()

    def hides(self, *texts):
        """Waits until none of the texts is on the screen."""
        until(lambda: not any(found(text, self.screen()) for text in texts), lambda: f"{texts} gone from\n{self.screen()}")


def until(is_so, what):
    """Waits for something; `what` tells of it, when it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"in vain: {what() if callable(what) else what}"
        time.sleep(0.05)


def found(text, screen):
    return text.search(screen) if isinstance(text, re.Pattern) else text in screen
