//! `collections` and `itertools`.

use super::custom;
use super::{Inside, Keeps, Returns, Row, What, row};
use crate::memory::types::*;

const NOTHING: Returns = Returns::Scalar(NONE);

const fn class(path: &'static str, returns: Returns) -> Row {
    row(path, returns).what(What::Class)
}

pub const ROWS: &[Row] = &[
    row("collections", Returns::Unknown).what(What::Module),
    class("collections.deque", Returns::New(DEQUE, Inside::ItemsOf(0))),
    class("collections.Counter", Returns::Custom(custom::counter)),
    class("collections.OrderedDict", Returns::Custom(custom::ordered_dict)),
    class("collections.defaultdict", Returns::Custom(custom::defaultdict)),
    row("itertools", Returns::Unknown).what(What::Module),
    class("itertools.chain", Returns::Custom(custom::chain)),
    row("itertools.chain.from_iterable", Returns::New(CHAIN, Inside::Unknown)),
    class("itertools.count", Returns::New(COUNT, Inside::Unknown)),
    class("itertools.islice", Returns::New(ISLICE, Inside::ItemsOf(0))),
    class("itertools.cycle", Returns::New(CYCLE, Inside::ItemsOf(0))),
    class("itertools.repeat", Returns::New(REPEAT, Inside::Unknown)),
    class("itertools.accumulate", Returns::New(ACCUMULATE, Inside::Unknown)).opaque(),
    class("itertools.permutations", Returns::New(PERMUTATIONS, Inside::Unknown)),
    class("itertools.combinations", Returns::New(COMBINATIONS, Inside::Unknown)),
    class("itertools.zip_longest", Returns::New(ZIP_LONGEST, Inside::Unknown)),
    class("itertools.pairwise", Returns::New(PAIRWISE, Inside::Unknown)),
    class("itertools.product", Returns::New(PRODUCT, Inside::Unknown)),
];

pub const METHODS: &[Row] = &[
    row("deque.append", NOTHING).changes(0).keeps(&[Keeps::Item(1)]).shuffles(),
    row("deque.appendleft", NOTHING).changes(0).keeps(&[Keeps::Item(1)]).shuffles(),
    row("deque.clear", NOTHING).may_change(0),
    row("deque.copy", Returns::New(DEQUE, Inside::CopyOf(0))),
    row("deque.extend", NOTHING).may_change(0).keeps(&[Keeps::ItemsOf(1)]).shuffles(),
    row("deque.pop", Returns::Item(0)).changes(0).shuffles(),
    row("deque.popleft", Returns::Item(0)).changes(0).shuffles(),
    row("deque.rotate", NOTHING).may_change(0).shuffles(),
    row("deque.count", Returns::Scalar(INT)),
    row("deque.index", Returns::Scalar(INT)),
    row("deque.insert", NOTHING).changes(0).keeps(&[Keeps::Item(2)]).shuffles(),
    row("deque.remove", NOTHING).changes(0).shuffles(),
    row("deque.reverse", NOTHING).may_change(0).shuffles(),
    row("deque.extendleft", NOTHING).may_change(0).keeps(&[Keeps::ItemsOf(1)]).shuffles(),
    row("defaultdict.clear", NOTHING).may_change(0),
    row("defaultdict.popitem", Returns::Custom(custom::popitem)).changes(0),
    row("defaultdict.setdefault", Returns::Custom(custom::setdefault)).may_change(0),
    row("defaultdict.update", Returns::Custom(custom::dict_update)).may_change(0),
    row("defaultdict.get", Returns::Custom(custom::dict_get)),
    row("defaultdict.items", Returns::New(DICT_ITEMS, Inside::Pairs)),
    row("defaultdict.keys", Returns::New(DICT_KEYS, Inside::Keys)),
    row("defaultdict.values", Returns::New(DICT_VALUES, Inside::Values)),
    row("defaultdict.pop", Returns::Custom(custom::dict_pop)).may_change(0),
    row("defaultdict.copy", Returns::New(DEFAULTDICT, Inside::CopyOf(0))),
    row("OrderedDict.get", Returns::Custom(custom::dict_get)),
    row("OrderedDict.clear", NOTHING).may_change(0),
    row("OrderedDict.copy", Returns::New(ORDERED_DICT, Inside::CopyOf(0))),
    row("OrderedDict.items", Returns::New(ODICT_ITEMS, Inside::Pairs)),
    row("OrderedDict.keys", Returns::New(ODICT_KEYS, Inside::Keys)),
    row("OrderedDict.values", Returns::New(ODICT_VALUES, Inside::Values)),
    row("OrderedDict.popitem", Returns::Custom(custom::popitem)).changes(0),
    row("OrderedDict.setdefault", Returns::Custom(custom::setdefault)).may_change(0),
    row("OrderedDict.update", Returns::Custom(custom::dict_update)).may_change(0),
    row("OrderedDict.move_to_end", NOTHING).may_change(0),
    row("OrderedDict.pop", Returns::Custom(custom::dict_pop)).may_change(0),
    row("Counter.get", Returns::Custom(custom::dict_get)),
    row("Counter.items", Returns::New(DICT_ITEMS, Inside::Pairs)),
    row("Counter.keys", Returns::New(DICT_KEYS, Inside::Keys)),
    row("Counter.values", Returns::New(DICT_VALUES, Inside::Values)),
    row("Counter.clear", NOTHING).may_change(0),
    row("Counter.copy", Returns::New(COUNTER, Inside::CopyOf(0))).what(What::Callable),
    row("Counter.elements", Returns::New(CHAIN, Inside::Keys)).what(What::Callable),
    row("Counter.most_common", Returns::Custom(custom::most_common)).what(What::Callable),
];
