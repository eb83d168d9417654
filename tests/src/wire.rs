//! A language client over the real stdio of the built program: it says exactly what a test
//! tells it to, nothing of itself, and forgets nothing it hears.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// After this long without the awaited message the server counts as hung. Never a measure of speed.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A client and its server. Dropping it kills the server.
pub struct Wire {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Heard, but not yet asked for by the test.
    unread: Vec<Value>,
    last: i64,
}

impl Wire {
    /// Starts a server; the client has said nothing yet.
    pub fn start() -> Wire {
        let mut server = Command::new(crate::binary::memlens())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let output = BufReader::new(server.stdout.take().expect("its output"));
        let input = server.stdin.take();
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut output = output;
            while let Some(message) = receive(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Wire { server, input, messages, unread: Vec::new(), last: 0 }
    }

    /// Starts a server and shakes hands. `capabilities` and `options` as in `initialize`.
    pub fn initialized(capabilities: Value, options: Value) -> Wire {
        let mut wire = Wire::start();
        wire.initialize(capabilities, options);
        wire
    }

    /// Shakes hands; gives the server's capabilities.
    pub fn initialize(&mut self, capabilities: Value, options: Value) -> Value {
        let params = json!({
            "processId": null, "rootUri": null, "capabilities": capabilities, "initializationOptions": options,
        });
        let answer = self.ask("initialize", params);
        self.notify("initialized", json!({}));
        answer["capabilities"].clone()
    }

    /// Writes bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("stdin is open");
        input.write_all(bytes).expect("the server reads");
        input.flush().expect("the server reads");
    }

    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and gives its id; [`Wire::answer`] waits for the answer.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        self.last += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.last, "method": method, "params": params }));
        self.last
    }

    /// The whole answer to a request, with its `result` or `error`.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait("an answer", |message| message["id"] == id && message.get("method").is_none())
    }

    /// Asks and waits for the result.
    ///
    /// # Panics
    ///
    /// At an error.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Asks and waits for the code of the error.
    ///
    /// # Panics
    ///
    /// At a result.
    pub fn ask_in_vain(&mut self, method: &str, params: Value) -> i64 {
        let id = self.request(method, params);
        let answer = self.answer(id);
        answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("{method}: {answer}"))
    }

    /// The next request or notification of the server with that method.
    pub fn heard(&mut self, method: &str) -> Value {
        self.wait(method, |message| message["method"] == method)
    }

    /// The first unread message that fits; what does not fit stays for later.
    ///
    /// # Panics
    ///
    /// If it does not come.
    pub fn wait(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.unread.iter().position(&fits) {
            return self.unread.remove(index);
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.messages.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(message) if fits(&message) => return message,
                Ok(message) => self.unread.push(message),
                Err(RecvTimeoutError::Timeout) => panic!("no {what}; unread: {:#?}", self.unread),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the server ended, no {what}: {:#?}", self.unread)
                }
            }
        }
    }

    /// Everything heard and not asked for so far.
    pub fn unread(&mut self) -> Vec<Value> {
        self.unread.extend(self.messages.try_iter());
        std::mem::take(&mut self.unread)
    }

    /// Answers a request of the server.
    pub fn reply(&mut self, request: &Value, result: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }));
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "python", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Changes a document; `changes` as in `contentChanges`.
    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// What the server has analysed of a document: see `memlens/status`.
    pub fn status(&mut self, uri: &str) -> Value {
        self.ask("memlens/status", json!({ "textDocument": { "uri": uri } }))
    }

    /// Closes the server's stdin.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// Waits for the server to end of itself.
    ///
    /// # Panics
    ///
    /// If it does not.
    pub fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.server.try_wait().expect("the server's state") {
                return status;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the server does not end")
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        // Both fail only for a server that has ended.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// One message of the server; `None` at the end of its output.
///
/// # Panics
///
/// At anything on stdout that is not a message.
fn receive(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            line => {
                let (name, value) = line.split_once(": ").expect("a header");
                assert_eq!(name, "Content-Length");
                length = value.parse().ok();
            }
        }
    }
    let mut body = vec![0; length.expect("a Content-Length header")];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}
