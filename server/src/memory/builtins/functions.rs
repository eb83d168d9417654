//! The builtin functions, classes and exceptions.

use super::custom;
use super::{Inside, Returns, Row, What, row};
use crate::memory::types::*;

const fn class(path: &'static str, returns: Returns) -> Row {
    row(path, returns).what(What::Class)
}

pub const ROWS: &[Row] = &[
    row("builtins.abs", Returns::Custom(custom::abs)),
    row("builtins.aiter", Returns::Unknown).opaque(),
    row("builtins.all", Returns::Scalar(BOOL)),
    row("builtins.anext", Returns::Unknown).opaque(),
    row("builtins.any", Returns::Scalar(BOOL)),
    row("builtins.ascii", Returns::Scalar(STR)),
    row("builtins.bin", Returns::Scalar(STR)),
    class("builtins.bool", Returns::Scalar(BOOL)),
    row("builtins.breakpoint", Returns::Unknown),
    class("builtins.bytearray", Returns::New(BYTEARRAY, Inside::Nothing)),
    class("builtins.bytes", Returns::Scalar(BYTES)),
    row("builtins.callable", Returns::Scalar(BOOL)),
    row("builtins.chr", Returns::Scalar(STR)),
    class("builtins.classmethod", Returns::Unknown).opaque(),
    row("builtins.compile", Returns::Unknown),
    class("builtins.complex", Returns::Scalar(COMPLEX)),
    row("builtins.delattr", Returns::Scalar(NONE)).changes(0),
    class("builtins.dict", Returns::Custom(custom::dict)),
    row("builtins.dir", Returns::New(LIST, Inside::Scalar(STR))),
    row("builtins.divmod", Returns::Custom(custom::divmod)),
    class("builtins.enumerate", Returns::Custom(custom::enumerate)),
    row("builtins.eval", Returns::Unknown).opaque(),
    row("builtins.exec", Returns::Scalar(NONE)).opaque(),
    class("builtins.filter", Returns::Custom(custom::filter)),
    class("builtins.float", Returns::Scalar(FLOAT)),
    row("builtins.format", Returns::Scalar(STR)),
    class("builtins.frozenset", Returns::Custom(custom::frozenset)),
    row("builtins.getattr", Returns::Custom(custom::getattr)),
    row("builtins.globals", Returns::Heap(DICT)),
    row("builtins.hasattr", Returns::Scalar(BOOL)),
    row("builtins.hash", Returns::Scalar(INT)),
    row("builtins.hex", Returns::Scalar(STR)),
    row("builtins.id", Returns::Scalar(INT)),
    row("builtins.input", Returns::Scalar(STR)),
    class("builtins.int", Returns::Scalar(INT)),
    row("builtins.isinstance", Returns::Scalar(BOOL)),
    row("builtins.issubclass", Returns::Scalar(BOOL)),
    row("builtins.iter", Returns::Custom(custom::iter)),
    row("builtins.len", Returns::Custom(custom::len)),
    class("builtins.list", Returns::New(LIST, Inside::ItemsOf(0))),
    row("builtins.locals", Returns::Heap(DICT)),
    class("builtins.map", Returns::Custom(custom::map)),
    row("builtins.max", Returns::Custom(custom::extreme)),
    class("builtins.memoryview", Returns::New(MEMORYVIEW, Inside::Nothing)),
    row("builtins.min", Returns::Custom(custom::extreme)),
    row("builtins.next", Returns::Custom(custom::next)),
    class("builtins.object", Returns::New(OBJECT, Inside::Nothing)),
    row("builtins.oct", Returns::Scalar(STR)),
    row("builtins.open", Returns::Custom(custom::open)),
    row("builtins.ord", Returns::Scalar(INT)),
    row("builtins.pow", Returns::Custom(custom::pow)),
    row("builtins.print", Returns::Custom(custom::print)),
    class("builtins.property", Returns::Unknown).opaque(),
    class("builtins.range", Returns::New(RANGE, Inside::Nothing)),
    row("builtins.repr", Returns::Custom(custom::text)),
    class("builtins.reversed", Returns::Custom(custom::reversed)),
    row("builtins.round", Returns::Custom(custom::round)),
    class("builtins.set", Returns::New(SET, Inside::ItemsOf(0))),
    row("builtins.setattr", Returns::Custom(custom::setattr)),
    class("builtins.slice", Returns::Heap(SLICE)),
    row("builtins.sorted", Returns::Custom(custom::sorted)),
    class("builtins.staticmethod", Returns::Unknown).opaque(),
    class("builtins.str", Returns::Custom(custom::text)),
    row("builtins.sum", Returns::Custom(custom::sum)),
    class("builtins.super", Returns::Custom(custom::super_)),
    class("builtins.tuple", Returns::Custom(custom::tuple)),
    class("builtins.type", Returns::Custom(custom::type_)),
    row("builtins.vars", Returns::Unknown).opaque(),
    class("builtins.zip", Returns::Custom(custom::zip)),
    // A method that returns it has the other operand asked, so the result is something else.
    row("builtins.NotImplemented", Returns::Unknown).what(What::Value),
    row("builtins.Ellipsis", Returns::Heap(ELLIPSIS)).what(What::Value),
    row("builtins.__debug__", Returns::Scalar(BOOL)).what(What::Value),
    row("builtins.__name__", Returns::Scalar(STR)).what(What::Value),
    // Methods reached through their class.
    row("builtins.int.from_bytes", Returns::Scalar(INT)),
    row("builtins.float.fromhex", Returns::Scalar(FLOAT)),
    row("builtins.bytes.fromhex", Returns::Scalar(BYTES)),
    row("builtins.str.maketrans", Returns::New(DICT, Inside::Unknown)),
    row("builtins.bytes.maketrans", Returns::Scalar(BYTES)),
    row("builtins.dict.fromkeys", Returns::Custom(custom::fromkeys)),
    row("builtins.object.__new__", Returns::Unknown),
    row("builtins.object.__setattr__", Returns::Custom(custom::setattr)).what(What::Wrapper),
];

macro_rules! exceptions {
    ($($name:literal)*) => {
        /// Exception classes: a call makes an instance.
        pub const EXCEPTIONS: &[Row] =
            &[$(class(concat!("builtins.", $name), Returns::Instance)),*];
    };
}

exceptions! {
    "BaseException" "Exception" "ArithmeticError" "AssertionError" "AttributeError" "BlockingIOError"
    "BrokenPipeError" "BufferError" "BytesWarning" "ChildProcessError" "ConnectionAbortedError" "ConnectionError"
    "ConnectionRefusedError" "ConnectionResetError" "DeprecationWarning" "EOFError" "EnvironmentError"
    "FileExistsError" "FileNotFoundError" "FloatingPointError" "FutureWarning" "GeneratorExit" "IOError"
    "ImportError" "ImportWarning" "IndentationError" "IndexError" "InterruptedError" "IsADirectoryError" "KeyError"
    "KeyboardInterrupt" "LookupError" "MemoryError" "ModuleNotFoundError" "NameError" "NotADirectoryError"
    "NotImplementedError" "OSError" "OverflowError" "PendingDeprecationWarning" "PermissionError"
    "ProcessLookupError" "RecursionError" "ReferenceError" "ResourceWarning" "RuntimeError" "RuntimeWarning"
    "StopAsyncIteration" "StopIteration" "SyntaxError" "SyntaxWarning" "SystemError" "SystemExit" "TabError"
    "TimeoutError" "TypeError" "UnboundLocalError" "UnicodeDecodeError" "UnicodeEncodeError" "UnicodeError"
    "UnicodeTranslateError" "UnicodeWarning" "UserWarning" "ValueError" "Warning" "ZeroDivisionError"
    "BaseExceptionGroup" "ExceptionGroup" "EncodingWarning"
}
