//! The builtin types, by the name that `type(v).__name__` gives.

use crate::memory::value::{Type, Types};

macro_rules! types {
    ($($constant:ident $name:literal)*) => {
        #[repr(u16)]
        #[allow(clippy::upper_case_acronyms, non_camel_case_types)]
        enum Order { $($constant),* }
        $(pub const $constant: Type = Type(Order::$constant as u16);)*
        const NAMES: &[&str] = &[$($name),*];
    };
}

types! {
    INT "int" FLOAT "float" COMPLEX "complex" BOOL "bool" STR "str" BYTES "bytes" NONE "NoneType"
    LIST "list" TUPLE "tuple" DICT "dict" SET "set" FROZENSET "frozenset" RANGE "range" SLICE "slice"
    BYTEARRAY "bytearray" MEMORYVIEW "memoryview" ELLIPSIS "ellipsis"
    FUNCTION "function" METHOD "method" BUILTIN "builtin_function_or_method"
    TYPE "type" MODULE "module" PROPERTY "property" STATICMETHOD "staticmethod" CLASSMETHOD "classmethod"
    SUPER "super" OBJECT "object" GENERATOR "generator" COROUTINE "coroutine" ASYNC_GENERATOR "async_generator"
    DICT_KEYS "dict_keys" DICT_VALUES "dict_values" DICT_ITEMS "dict_items"
    ENUMERATE "enumerate" ZIP "zip" MAP "map" FILTER "filter" REVERSED "reversed"
    LIST_REVERSED "list_reverseiterator" RANGE_ITERATOR "range_iterator" LIST_ITERATOR "list_iterator"
    TUPLE_ITERATOR "tuple_iterator" SET_ITERATOR "set_iterator" DICT_KEY_ITERATOR "dict_keyiterator"
    STR_ITERATOR "str_iterator"
    TEXT_FILE "TextIOWrapper" BINARY_READER "BufferedReader" BINARY_WRITER "BufferedWriter"
    BINARY_RANDOM "BufferedRandom" RAW_FILE "FileIO" STRING_IO "StringIO" BYTES_IO "BytesIO"
    LRU_CACHE "_lru_cache_wrapper" PARTIAL "partial" CACHED_PROPERTY "cached_property"
    DEQUE "deque" DEFAULTDICT "defaultdict" COUNTER "Counter" ORDERED_DICT "OrderedDict"
    CHAIN "chain" COUNT "count" PRODUCT "product"
    PATTERN "Pattern" LOCK "lock" RLOCK "RLock"
    TYPE_VAR "TypeVar" TYPE_VAR_TUPLE "TypeVarTuple" PARAM_SPEC "ParamSpec" TYPE_ALIAS "TypeAliasType"
    GENERIC_ALIAS "GenericAlias" TEMPLATE "Template" ARRAY "array"
    FIELD "Field" CALLABLE_ITERATOR "callable_iterator" WRAPPER "wrapper_descriptor"
    ODICT_KEYS "odict_keys" ODICT_VALUES "odict_values" ODICT_ITEMS "odict_items"
    ISLICE "islice" CYCLE "cycle" REPEAT "repeat" ACCUMULATE "accumulate" PERMUTATIONS "permutations"
    COMBINATIONS "combinations" ZIP_LONGEST "zip_longest" PAIRWISE "pairwise"
    MATCH "Match" STRUCT_TIME "struct_time" DATE "date" DATETIME "datetime" TIMEDELTA "timedelta"
    DECIMAL "Decimal" FRACTION "Fraction" UNNAMED ""
}

/// Where the library has the types that are not in `builtins`.
const PATHS: &[(Type, &str)] = &[
    (FUNCTION, "types.FunctionType"),
    (METHOD, "types.MethodType"),
    (BUILTIN, "types.BuiltinFunctionType"),
    (MODULE, "types.ModuleType"),
    (ELLIPSIS, "types.EllipsisType"),
    (GENERATOR, "types.GeneratorType"),
    (COROUTINE, "types.CoroutineType"),
    (ASYNC_GENERATOR, "types.AsyncGeneratorType"),
    (GENERIC_ALIAS, "types.GenericAlias"),
    (DICT_KEYS, "_collections_abc.dict_keys"),
    (DICT_VALUES, "_collections_abc.dict_values"),
    (DICT_ITEMS, "_collections_abc.dict_items"),
    (TEXT_FILE, "_io.TextIOWrapper"),
    (BINARY_READER, "_io.BufferedReader"),
    (BINARY_WRITER, "_io.BufferedWriter"),
    (BINARY_RANDOM, "_io.BufferedRandom"),
    (RAW_FILE, "_io.FileIO"),
    (STRING_IO, "_io.StringIO"),
    (BYTES_IO, "_io.BytesIO"),
    (LRU_CACHE, "functools._lru_cache_wrapper"),
    (PARTIAL, "functools.partial"),
    (CACHED_PROPERTY, "functools.cached_property"),
    (DEQUE, "collections.deque"),
    (DEFAULTDICT, "collections.defaultdict"),
    (COUNTER, "collections.Counter"),
    (ORDERED_DICT, "collections.OrderedDict"),
    (CHAIN, "itertools.chain"),
    (COUNT, "itertools.count"),
    (PRODUCT, "itertools.product"),
    (ISLICE, "itertools.islice"),
    (CYCLE, "itertools.cycle"),
    (REPEAT, "itertools.repeat"),
    (ACCUMULATE, "itertools.accumulate"),
    (PERMUTATIONS, "itertools.permutations"),
    (COMBINATIONS, "itertools.combinations"),
    (ZIP_LONGEST, "itertools.zip_longest"),
    (PAIRWISE, "itertools.pairwise"),
    (PATTERN, "re.Pattern"),
    (MATCH, "re.Match"),
    (LOCK, "_thread.lock"),
    (RLOCK, "_thread.RLock"),
    (TYPE_VAR, "typing.TypeVar"),
    (TYPE_VAR_TUPLE, "typing.TypeVarTuple"),
    (PARAM_SPEC, "typing.ParamSpec"),
    (TYPE_ALIAS, "typing.TypeAliasType"),
    (TEMPLATE, "string.templatelib.Template"),
    (ARRAY, "array.array"),
    (FIELD, "dataclasses.Field"),
    (STRUCT_TIME, "time.struct_time"),
    (DATE, "datetime.date"),
    (DATETIME, "datetime.datetime"),
    (TIMEDELTA, "datetime.timedelta"),
    (DECIMAL, "decimal.Decimal"),
    (FRACTION, "fractions.Fraction"),
];

/// Types whose name is that of a class of `builtins`.
const BUILTIN_CLASSES: &[Type] = &[
    INT,
    FLOAT,
    COMPLEX,
    BOOL,
    STR,
    BYTES,
    LIST,
    TUPLE,
    DICT,
    SET,
    FROZENSET,
    RANGE,
    SLICE,
    BYTEARRAY,
    MEMORYVIEW,
    TYPE,
    PROPERTY,
    STATICMETHOD,
    CLASSMETHOD,
    SUPER,
    ENUMERATE,
    ZIP,
    MAP,
    FILTER,
    REVERSED,
];

/// The library's path of the class of a type of this list.
pub fn path_of(type_: Type) -> Option<&'static str> {
    if BUILTIN_CLASSES.contains(&type_) {
        return NAMES.get(type_.0 as usize).copied();
    }
    PATHS.iter().find(|(known, _)| *known == type_).map(|(_, path)| *path)
}

/// The type of this list whose class has that path.
pub fn at_path(path: &str) -> Option<Type> {
    if !path.contains('.') {
        return BUILTIN_CLASSES.iter().copied().find(|type_| NAMES.get(type_.0 as usize) == Some(&path));
    }
    PATHS.iter().find(|(_, known)| *known == path).map(|(type_, _)| *type_)
}

/// What the machine keeps the items of.
pub fn is_container(type_: Type) -> bool {
    matches!(type_, LIST | TUPLE | SET | FROZENSET | DEQUE | ARRAY) || is_dict(type_)
}

impl Types {
    /// The builtin types, each at its constant's index.
    pub(super) fn builtin() -> Types {
        let mut types = Types::default();
        for name in NAMES {
            types.add(name);
        }
        types
    }

    /// A new type, even where another of that name exists (two classes `Node`).
    pub(super) fn add(&mut self, name: &str) -> Type {
        let type_ = Type(self.names.len() as u16);
        self.names.push(name.into());
        self.by_name.entry(name.into()).or_insert(type_);
        type_
    }

    /// A new type that [`Types::named`] does not give.
    pub(super) fn add_other(&mut self, name: &str) -> Type {
        let type_ = Type(self.names.len() as u16);
        self.names.push(name.into());
        type_
    }

    /// The type of that name, made when new.
    pub(super) fn named(&mut self, name: &str) -> Type {
        match self.by_name.get(name) {
            Some(type_) => *type_,
            None => self.add(name),
        }
    }
}

/// The teaching model's value types: they sit in the frame.
pub fn is_scalar(type_: Type) -> bool {
    type_.0 <= NONE.0
}

/// `dict` and its relatives: iterating gives keys.
pub fn is_dict(type_: Type) -> bool {
    matches!(type_, DICT | DEFAULTDICT | COUNTER | ORDERED_DICT)
}

/// Types whose instances are their own iterators.
pub fn is_iterator(type_: Type) -> bool {
    is_plain_iterator(type_)
        || matches!(type_, GENERATOR | MAP | FILTER | ZIP | ENUMERATE | REVERSED | CALLABLE_ITERATOR)
}

/// Iterators of builtin containers.
pub fn is_plain_iterator(type_: Type) -> bool {
    matches!(
        type_,
        LIST_REVERSED
            | RANGE_ITERATOR
            | LIST_ITERATOR
            | TUPLE_ITERATOR
            | SET_ITERATOR
            | DICT_KEY_ITERATOR
            | STR_ITERATOR
    )
}

/// Types that copy what they are made of; all others may hold on to it.
pub fn is_lazy(type_: Type) -> bool {
    let copies = matches!(
        type_,
        LIST | TUPLE
            | DICT
            | SET
            | FROZENSET
            | BYTEARRAY
            | RANGE
            | DEQUE
            | DEFAULTDICT
            | COUNTER
            | ORDERED_DICT
    );
    !copies && !is_scalar(type_)
}
