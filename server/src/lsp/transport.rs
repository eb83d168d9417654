//! Between stdin and tower-lsp: a broken message is answered and skipped, a panic in a handler
//! is answered, `exit` ends the input.
//!
//! tower-lsp 0.20 alone ends at the first message it cannot read.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::io::{
    self, AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream,
};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_service::Service;

use super::exit::Ending;
use super::notebooks;
use super::surrogates;

/// Stands for a message that could not be read, at its place in the order.
const MALFORMED: &str = "$/malformed";
/// Longest message taken, in bytes; a longer one is refused and skipped.
const LONGEST: u64 = 256 << 20;
/// Longest header line taken, in bytes.
const LONGEST_HEADER: u64 = 8 << 10;

/// Hands every message on to tower-lsp until stdin ends or `exit` comes. Returning drops
/// `output`, which ends tower-lsp in good order.
pub async fn relay(input: impl AsyncRead + Unpin, mut output: DuplexStream, ending: Arc<Ending>) {
    let mut input = BufReader::new(input);
    while let Ok(mut frame) = read(&mut input).await {
        if let Frame::Body(body) = &mut frame {
            surrogates::replace_lone(body);
        }
        let body = match frame {
            Frame::End => return,
            Frame::Refused(reason) => malformed(false, &reason),
            Frame::Body(body) => match serde_json::from_slice(&body) {
                Ok(Message::Request(request)) if request.method() == "exit" => {
                    ending.exit.store(true, Ordering::SeqCst);
                    return;
                }
                Ok(Message::Request(request)) => {
                    if request.method() == "shutdown" {
                        ending.shutdown.store(true, Ordering::SeqCst);
                    }
                    body
                }
                Ok(Message::Response(_)) => body,
                Err(error) => malformed(error.is_data(), &error.to_string()),
            },
        };
        let header = format!("Content-Length: {}\r\n\r\n", body.len());
        if output.write_all(header.as_bytes()).await.is_err() || output.write_all(&body).await.is_err() {
            return;
        }
    }
}

/// What tower-lsp accepts, in its own words: if this can be read, so can its.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Message {
    Response(#[allow(dead_code)] Response),
    Request(Request),
}

fn malformed(is_json: bool, reason: &str) -> Vec<u8> {
    let params = json!({ "isJson": is_json, "reason": reason });
    json!({ "jsonrpc": "2.0", "method": MALFORMED, "params": params }).to_string().into_bytes()
}

enum Frame {
    Body(Vec<u8>),
    Refused(String),
    End,
}

/// The next message. What stands between messages without being a header is skipped and
/// reported once.
async fn read(input: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Frame> {
    let mut length = None;
    let mut garbage = false;
    loop {
        let mut line = Vec::new();
        if (&mut *input).take(LONGEST_HEADER).read_until(b'\n', &mut line).await? == 0 {
            return Ok(Frame::End);
        }
        match header(&line) {
            Header::Length(found) => length = Some(found),
            Header::Other => {}
            Header::Garbage => garbage = true,
            Header::Blank => match length {
                Some(length) => return body(input, length).await,
                None if garbage => {
                    return Ok(Frame::Refused("no Content-Length header before the blank line".into()));
                }
                None => {}
            },
        }
    }
}

enum Header {
    Length(Option<u64>),
    Other,
    Garbage,
    Blank,
}

fn header(line: &[u8]) -> Header {
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    // A body longer than its header said runs into the next header.
    if let Some((_, value)) = line.rsplit_once("content-length:") {
        return Header::Length(value.trim().parse().ok());
    }
    match line.trim() {
        "" => Header::Blank,
        text if text.starts_with("content-type:") => Header::Other,
        _ => Header::Garbage,
    }
}

async fn body(input: &mut (impl AsyncBufRead + Unpin), length: Option<u64>) -> io::Result<Frame> {
    let Some(length) = length else {
        return Ok(Frame::Refused("the Content-Length header is not a number".into()));
    };
    if length > LONGEST {
        io::copy(&mut input.take(length), &mut io::sink()).await?;
        return Ok(Frame::Refused(format!("a message of {length} bytes; at most {LONGEST} are taken")));
    }
    let mut body = Vec::new();
    // `take`, not a buffer of that size: the length may be a lie.
    if input.take(length).read_to_end(&mut body).await? as u64 != length {
        return Ok(Frame::End);
    }
    Ok(Frame::Body(body))
}

/// Answers malformed messages, turns a panic inside a handler into an answer, and offers to keep notebooks.
pub struct Guarded<S> {
    inner: S,
}

impl<S> Guarded<S> {
    pub fn new(inner: S) -> Guarded<S> {
        Guarded { inner }
    }
}

impl<S> Service<Request> for Guarded<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Option<Response>, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // A client may ask for a method of that name; the relay's own message has no id.
        if request.method() == MALFORMED && request.id().is_none() {
            let error = refusal(request.params());
            return async { Ok(Some(Response::from_error(Id::Null, error))) }.boxed();
        }
        let id = request.id().cloned();
        let optional = request.method().starts_with("$/").then(|| request.method().to_owned());
        let keeps_notebooks = request.method() == "initialize" && keeps_notebooks(request.params());
        let request = with_usual_params(request);
        let answer = AssertUnwindSafe(self.inner.call(request)).catch_unwind();
        async move {
            let answer = match answer.await {
                Ok(answer) => answer?,
                // The panic itself has been logged by the hook.
                Err(_) => return Ok(id.map(|id| Response::from_error(id, Error::internal_error()))),
            };
            // tower-lsp drops what starts with `$/` and is unknown to it, requests too.
            Ok(match (answer, id, optional) {
                (None, Some(id), Some(method)) => Some(Response::from_error(id, unknown(method))),
                (Some(answer), _, _) if keeps_notebooks => Some(with_notebooks(answer)),
                (answer, _, _) => answer,
            })
        }
        .boxed()
    }
}

/// Two methods whose `params` say nothing, and which clients send with none, `null` or `{}`;
/// tower-lsp takes one spelling each.
fn with_usual_params(request: Request) -> Request {
    match (request.method(), request.id()) {
        ("shutdown", Some(id)) => Request::build("shutdown").id(id.clone()).finish(),
        ("initialized", None) => Request::build("initialized").params(json!({})).finish(),
        _ => request,
    }
}

fn keeps_notebooks(params: Option<&Value>) -> bool {
    params.is_some_and(|params| params["capabilities"]["notebookDocument"]["synchronization"].is_object())
}

/// What `initialize` answers to a client that keeps notebooks: tower-lsp's types have no place for it.
fn with_notebooks(answer: Response) -> Response {
    let (id, mut result) = answer.into_parts();
    if let Ok(result) = &mut result
        && let Some(capabilities) = result["capabilities"].as_object_mut()
    {
        capabilities.insert("notebookDocumentSync".into(), notebooks::options());
    }
    Response::from_parts(id, result)
}

fn unknown(method: String) -> Error {
    let mut error = Error::method_not_found();
    error.data = Some(Value::from(method));
    error
}

fn refusal(params: Option<&Value>) -> Error {
    let is_json = params.is_some_and(|params| params["isJson"] == true);
    let reason = params.and_then(|params| params["reason"].as_str()).unwrap_or_default();
    let mut error = if is_json { Error::invalid_request() } else { Error::parse_error() };
    error.message = format!("{}: {reason}", error.message).into();
    error
}
