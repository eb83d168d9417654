//! Entries of folders: `os.listdir`, `os.scandir`, `os.path.join`, `pathlib`. An entry is a part of its folder; a
//! link that leads back makes a folder a part of itself, which the words leave open.
//!
//! Nothing is claimed of functions that make folders or links as they go.

use rustpython_ast::{Expr, ExprCall, Operator};

use super::call::value_of;
use super::eval::Evaluated;
use super::value::{Place, Value};
use super::walk::Walk;

/// Noted among what is taken out of containers: folders are made; an entry of one is passed on.
pub(super) const MADE: &str = "folders are made";
pub(super) const LISTED: &str = "folders are listed";

const MAKING: &[&str] = &[
    "copytree",
    "hardlink_to",
    "link",
    "link_to",
    "makedirs",
    "mkdir",
    "mkdtemp",
    "move",
    "rename",
    "renames",
    "replace",
    "symlink",
    "symlink_to",
    "extractall",
    "unpack_archive",
];

impl Walk<'_, '_, '_> {
    /// What a call of `os`, `os.path` or a path gives, by the name of the function; `None` where it is none of these.
    pub(super) fn of_folder(&mut self, call: &ExprCall, evaluated: &Evaluated) -> Option<Value> {
        let (name, on) = match call.func.as_ref() {
            Expr::Name(name) => (name.id.as_str(), None),
            Expr::Attribute(attribute) => (attribute.attr.as_str(), Some(&*attribute.value)),
            _ => return None,
        };
        let arguments = &*call.arguments.args;
        if MAKING.contains(&name) && !(name == "replace" && arguments.len() > 1) {
            self.emptied.insert(MADE.to_owned());
            return None;
        }
        match (name, arguments) {
            ("listdir" | "scandir", [folder]) => match value_of(folder, evaluated) {
                Value::Entry(of) | Value::Object { of, place: Place::Part, .. } => Some(Value::Listed(of)),
                _ => None,
            },
            ("join", [folder, rest @ ..]) if !rest.is_empty() => {
                let rest = rest.iter().map(|name| value_of(name, evaluated)).collect::<Vec<_>>();
                self.entry(&value_of(folder, evaluated), &rest)
            }
            ("joinpath", names) => {
                let names = names.iter().map(|name| value_of(name, evaluated)).collect::<Vec<_>>();
                self.entry(&value_of(on?, evaluated), &names)
            }
            ("iterdir", []) => {
                self.emptied.insert(LISTED.to_owned());
                match value_of(on?, evaluated) {
                    Value::Entry(of) | Value::Object { of, place: Place::Part, .. } => {
                        Some(Value::object(of, Place::Part))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The path of a name that was listed, below the folder that was.
    fn entry(&mut self, folder: &Value, names: &[Value]) -> Option<Value> {
        let (Value::Entry(of) | Value::Object { of, place: Place::Part, .. }) = folder else { return None };
        if names.is_empty() || !names.iter().all(|name| *name == Value::Listed(*of)) {
            return None;
        }
        self.emptied.insert(LISTED.to_owned());
        Some(Value::object(*of, Place::Part))
    }

    /// `folder / name`
    pub(super) fn path_of(&mut self, folder: &Value, op: Operator, name: &Value) -> Option<Value> {
        (op == Operator::Div).then(|| self.entry(folder, std::slice::from_ref(name)))?
    }

    /// An attribute of an entry of `os.scandir`.
    pub(super) fn of_entry(&mut self, name: &str, value: &Value) -> Option<Value> {
        let Value::Listed(of) = value else { return None };
        match name {
            "name" => Some(Value::Listed(*of)),
            "path" => {
                self.emptied.insert(LISTED.to_owned());
                Some(Value::object(*of, Place::Part))
            }
            _ => Some(Value::Unknown),
        }
    }
}
