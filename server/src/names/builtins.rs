//! The names of the `builtins` module, and those that a module has without binding them.
//!
//! The list is `dir(builtins)` of CPython 3.13. `__name__`, `__doc__`, `__package__`,
//! `__loader__` and `__spec__` are in it too, as attributes of that module: a lookup at run time
//! never gets so far, since every module has its own.

/// True for a name of the `builtins` module.
pub fn is_builtin(name: &str) -> bool {
    BUILTINS.binary_search(&name).is_ok()
}

/// True for a name that the import system, or the interpreter for `__main__`, puts into a
/// module's namespace before its code runs. Its binding is [`super::Binding::Builtin`] or
/// [`super::Binding::Unresolved`] where the file does not bind it itself.
pub fn is_module_attribute(name: &str) -> bool {
    MODULE_ATTRIBUTES.contains(&name)
}

/// Whether objects other than texts, of Python's own or of many libraries, have a method of that name as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    No,
    Yes,
}

macro_rules! text_methods {
    ($($name:literal $shared:ident),* $(,)?) => {
        /// `dir(str)` and `dir(bytes)` of CPython 3.13, special ones aside.
        pub const TEXT_METHODS: &[(&str, Shared)] = &[$(($name, Shared::$shared)),*];

        /// A method of `str` or `bytes`, special ones aside.
        pub fn text_method(name: &str) -> Option<Shared> {
            // Asked for every attribute of a file: the compiler makes better of this than a search is.
            match name {
                $($name => Some(Shared::$shared),)*
                _ => None,
            }
        }
    };
}

text_methods! {
    "capitalize" No, "casefold" No, "center" Yes, "count" Yes, "decode" Yes, "encode" Yes, "endswith" No,
    "expandtabs" No, "find" Yes, "format" Yes, "format_map" Yes, "fromhex" Yes, "hex" Yes, "index" Yes,
    "isalnum" No, "isalpha" No, "isascii" No, "isdecimal" No, "isdigit" No, "isidentifier" No, "islower" No,
    "isnumeric" No, "isprintable" No, "isspace" No, "istitle" No, "isupper" No, "join" Yes, "ljust" No,
    "lower" No, "lstrip" No, "maketrans" Yes, "partition" No, "removeprefix" Yes, "removesuffix" Yes,
    "replace" Yes, "rfind" No, "rindex" No, "rjust" No, "rpartition" No, "rsplit" No, "rstrip" No,
    "split" Yes, "splitlines" No, "startswith" No, "strip" No, "swapcase" No, "title" No, "translate" Yes,
    "upper" No, "zfill" No,
}

/// True for a name that IPython puts into the namespace of a notebook: `display`, `In`, `Out`, `_`, `_i`, `_12`
/// (IPython's documentation of its output caching).
pub fn is_set_by_ipython(name: &str) -> bool {
    let numbered = name.strip_prefix("_i").or_else(|| name.strip_prefix('_'));
    IPYTHON_NAMES.contains(&name)
        || numbered
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

const IPYTHON_NAMES: [&str; 13] =
    ["In", "Out", "_", "__", "___", "_dh", "_i", "_ih", "_ii", "_iii", "_oh", "display", "get_ipython"];

const MODULE_ATTRIBUTES: [&str; 10] = [
    "__name__",
    "__file__",
    "__doc__",
    "__builtins__",
    "__package__",
    "__spec__",
    "__loader__",
    "__path__",
    "__cached__",
    "__annotations__",
];

/// Sorted as `str` compares.
const BUILTINS: [&str; 159] = [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BaseExceptionGroup",
    "BlockingIOError",
    "BrokenPipeError",
    "BufferError",
    "BytesWarning",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "DeprecationWarning",
    "EOFError",
    "Ellipsis",
    "EncodingWarning",
    "EnvironmentError",
    "Exception",
    "ExceptionGroup",
    "False",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "FutureWarning",
    "GeneratorExit",
    "IOError",
    "ImportError",
    "ImportWarning",
    "IndentationError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "None",
    "NotADirectoryError",
    "NotImplemented",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PendingDeprecationWarning",
    "PermissionError",
    "ProcessLookupError",
    "PythonFinalizationError",
    "RecursionError",
    "ReferenceError",
    "ResourceWarning",
    "RuntimeError",
    "RuntimeWarning",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SyntaxWarning",
    "SystemError",
    "SystemExit",
    "TabError",
    "TimeoutError",
    "True",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "UserWarning",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
    "_IncompleteInputError",
    "__build_class__",
    "__debug__",
    "__doc__",
    "__import__",
    "__loader__",
    "__name__",
    "__package__",
    "__spec__",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "copyright",
    "credits",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];
