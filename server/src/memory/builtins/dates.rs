//! `time`, `datetime` and the like.

use super::library::{module, python};
use super::{Returns, Row, What, row};
use crate::memory::types::*;
use crate::memory::value::Type;

const REAL: Returns = Returns::Scalar(FLOAT);
const WHOLE: Returns = Returns::Scalar(INT);
const STRING: Returns = Returns::Scalar(STR);
const TRUTH: Returns = Returns::Scalar(BOOL);
const NOTHING: Returns = Returns::Scalar(NONE);

const fn class(path: &'static str, type_: Type) -> Row {
    row(path, Returns::Heap(type_)).what(What::Class)
}

pub const ROWS: &[Row] = &[
    module("time"),
    row("time.time", REAL),
    row("time.perf_counter", REAL),
    row("time.monotonic", REAL),
    row("time.process_time", REAL),
    row("time.time_ns", WHOLE),
    row("time.perf_counter_ns", WHOLE),
    row("time.sleep", NOTHING),
    row("time.strftime", STRING),
    row("time.ctime", STRING),
    row("time.monotonic_ns", WHOLE),
    row("time.process_time_ns", WHOLE),
    row("time.localtime", Returns::Heap(STRUCT_TIME)),
    row("time.gmtime", Returns::Heap(STRUCT_TIME)),
    row("time.strptime", Returns::Heap(STRUCT_TIME)),
    row("time.mktime", REAL),
    row("time.asctime", STRING),
    module("timeit"),
    row("timeit.default_timer", REAL),
    module("datetime"),
    class("datetime.date", DATE),
    row("datetime.date.today", Returns::Heap(DATE)),
    row("datetime.date.fromisoformat", Returns::Heap(DATE)),
    class("datetime.datetime", DATETIME),
    row("datetime.datetime.now", Returns::Heap(DATETIME)),
    row("datetime.datetime.today", Returns::Heap(DATETIME)),
    row("datetime.datetime.strptime", Returns::Heap(DATETIME)),
    row("datetime.datetime.fromisoformat", Returns::Heap(DATETIME)),
    row("datetime.datetime.fromtimestamp", Returns::Heap(DATETIME)),
    class("datetime.timedelta", TIMEDELTA),
    module("calendar"),
    python("calendar.isleap", TRUTH),
    module("uuid"),
];

pub const METHODS: &[Row] = &[
    row("date.ctime", STRING),
    row("date.isoformat", STRING),
    row("date.isoweekday", WHOLE),
    row("date.strftime", STRING),
    row("date.toordinal", WHOLE),
    row("date.weekday", WHOLE),
    row("date.replace", Returns::Heap(DATE)),
    row("datetime.ctime", STRING),
    row("datetime.date", Returns::Heap(DATE)),
    row("datetime.isoformat", STRING),
    row("datetime.isoweekday", WHOLE),
    row("datetime.strftime", STRING),
    row("datetime.timestamp", REAL),
    row("datetime.toordinal", WHOLE),
    row("datetime.weekday", WHOLE),
    row("datetime.replace", Returns::Heap(DATETIME)),
    row("timedelta.total_seconds", REAL),
];
