//! Classes whose instances hold instances of their own: trees, lists, chains.
//!
//! `self.left.insert(x)` in `Node.insert` enters it again only where `left` holds a node. Taken to
//! be so where the file shows a `Node` made inside a `Node`, put under an attribute, or promised by
//! an annotation of the class's methods. Without such a sign the method of another object of the
//! same name is another function.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::{Expr, ExprCall, Stmt};
use rustpython_text_size::{Ranged, TextRange};

use super::Walker;
use crate::names::Binding;
use crate::recursion::calls::Surroundings;
use crate::recursion::definitions::{ClassId, FunctionId, Home, Role, Target};
use crate::syntax::Shift;

/// A method call on something that may be of the caller's class.
#[derive(Debug)]
pub(super) struct Possible<'a> {
    pub class: ClassId,
    /// The attribute of the receiver that leads to the object; `None` for a local.
    pub attribute: Option<&'a str>,
    pub caller: FunctionId,
    pub callee: FunctionId,
    pub call: &'a ExprCall,
    pub shift: Shift,
    pub surroundings: Surroundings,
}

#[derive(Debug, Default)]
pub(super) struct Kin<'a> {
    /// Classes that hold their like, under some attribute.
    holds: FxHashSet<ClassId>,
    /// Under these.
    under: FxHashSet<(ClassId, &'a str)>,
    /// Under one that `__init__` gives what it was given.
    given: FxHashSet<ClassId>,
    /// Those attributes.
    stored: FxHashSet<(ClassId, &'a str)>,
    pub possible: Vec<Possible<'a>>,
    /// Variables bound to an instance made on the spot.
    instances: FxHashMap<Home, ClassId>,
}

impl<'a> Kin<'a> {
    pub fn may_be(&self, possible: &Possible<'_>) -> bool {
        let class = possible.class;
        let Some(attribute) = possible.attribute else { return self.holds.contains(&class) };
        let given = self.given.contains(&class) && self.stored.contains(&(class, attribute));
        given || self.under.contains(&(class, attribute))
    }

    fn add(&mut self, class: ClassId, attribute: Option<&'a str>) {
        self.holds.insert(class);
        match attribute {
            Some(attribute) => self.under.insert((class, attribute)),
            None => self.given.insert(class),
        };
    }
}

impl<'a> Walker<'_, 'a> {
    /// `x.name` or `x.name[…]`, where `x` is the receiver in a method of the class, or an instance of it.
    fn place(&self, target: &'a Expr, class: ClassId) -> Option<&'a str> {
        let attribute = match target {
            Expr::Attribute(attribute) => attribute,
            Expr::Subscript(subscript) => subscript.value.as_attribute_expr()?,
            _ => return None,
        };
        let owner = self.class_of(&attribute.value).or_else(|| self.made(&attribute.value))?;
        (owner == class).then(|| attribute.attr.as_str())
    }

    /// The class of which the expression makes an instance, or names one.
    fn made(&self, value: &Expr) -> Option<ClassId> {
        match value {
            Expr::Call(call) => match self.definitions.target(&call.func, self.shift)? {
                Target::Class(class) => Some(class),
                Target::Function(_) => None,
            },
            Expr::Name(name) => {
                let home = self.definitions.home(self.shift.at(name.range().start().to_u32()))?;
                self.kin.instances.get(&home).copied()
            }
            Expr::List(list) => list.elts.iter().find_map(|item| self.made(item)),
            Expr::Tuple(tuple) => tuple.elts.iter().find_map(|item| self.made(item)),
            Expr::ListComp(comp) => self.made(&comp.elt),
            Expr::If(choice) => self.made(&choice.body).or_else(|| self.made(&choice.orelse)),
            _ => None,
        }
    }

    /// Signs in a statement.
    pub(super) fn kin_of_statement(&mut self, statement: &'a Stmt) {
        if self.definitions.methods.is_empty() {
            return;
        }
        match statement {
            Stmt::Assign(assign) => {
                self.stored_in_init(&assign.targets, &assign.value);
                let Some(class) = self.made(&assign.value) else { return };
                for target in &assign.targets {
                    match target {
                        Expr::Attribute(_) | Expr::Subscript(_) => {
                            if let Some(place) = self.place(target, class) {
                                self.kin.add(class, Some(place));
                            }
                        }
                        Expr::Name(name) => {
                            let home = self.definitions.home(self.shift.at(name.range().start().to_u32()));
                            self.kin.instances.extend(home.map(|home| (home, class)));
                        }
                        _ => {}
                    }
                }
            }
            Stmt::AnnAssign(assign) => {
                let Some(class) = self.class_around else { return };
                let name = match assign.target.as_ref() {
                    Expr::Name(name) if self.caller.is_none() => name.id.as_str(),
                    target => match self.place(target, class) {
                        Some(place) => place,
                        None => return,
                    },
                };
                if self.promised(class, assign.annotation.range()) {
                    self.kin.add(class, Some(name));
                }
            }
            Stmt::FunctionDef(def) => {
                let Some(class) = self.class_around.filter(|_| def.name.as_str() == "__init__") else {
                    return;
                };
                for parameter in def.parameters.iter_non_variadic_params() {
                    if let Some(annotation) = &parameter.parameter.annotation
                        && self.promised(class, annotation.range())
                    {
                        self.kin.add(class, None);
                    }
                }
            }
            _ => {}
        }
    }

    /// `self.left = left` in `__init__`.
    fn stored_in_init(&mut self, targets: &'a [Expr], value: &'a Expr) {
        let Some(caller) = self.caller.map(|caller| self.definitions.function(caller)) else { return };
        let Some(class) = caller.class.filter(|_| caller.name == "__init__") else { return };
        let [target] = targets else { return };
        let pairs: Vec<(&Expr, &Expr)> = match (target, value) {
            (Expr::Tuple(targets), Expr::Tuple(values)) => targets.elts.iter().zip(&values.elts).collect(),
            pair => vec![pair],
        };
        for (target, value) in pairs {
            let given = match value {
                Expr::Name(_) => true,
                Expr::BoolOp(operation) => operation.values.iter().any(Expr::is_name_expr),
                Expr::If(choice) => choice.body.is_name_expr() || choice.orelse.is_name_expr(),
                Expr::Call(call) => {
                    call.func.is_name_expr()
                        && matches!(&*call.arguments.args, [Expr::Name(_)])
                        && self.definitions.target(&call.func, self.shift).is_none()
                }
                _ => false,
            };
            if let Some(place) = self.place(target, class).filter(|_| given) {
                self.kin.stored.insert((class, place));
            }
        }
    }

    /// The annotation names the class.
    fn promised(&self, class: ClassId, annotation: TextRange) -> bool {
        let names = self.definitions.names;
        let name = names.scope(self.definitions.class(class).scope).name.as_str();
        let text = self.definitions.text(self.shift.range(annotation));
        let is_name = |char: char| char.is_alphanumeric() || char == '_';
        text.split(|char| !is_name(char)).any(|word| word == name)
    }

    /// Signs in a call: `Node(1, Node(2))`, `self.children.append(Node())`.
    pub(super) fn kin_of_call(&mut self, call: &'a ExprCall) {
        if self.definitions.methods.is_empty() {
            return;
        }
        let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
        let made = call.arguments.args.iter().chain(keywords).find_map(|argument| self.made(argument));
        let Some(class) = made else { return };
        match call.func.as_ref() {
            Expr::Attribute(attribute) => {
                let puts = matches!(attribute.attr.as_str(), "append" | "add" | "insert" | "setdefault");
                if let Some(place) = self.place(&attribute.value, class).filter(|_| puts) {
                    self.kin.add(class, Some(place));
                }
            }
            func => {
                if matches!(self.definitions.target(func, self.shift), Some(Target::Class(of)) if of == class)
                {
                    self.kin.add(class, None);
                }
            }
        }
    }

    /// `self.left.method(…)`, `child.method(…)` in a method of a class that has `method`.
    pub(super) fn possible(&mut self, call: &'a ExprCall) {
        let Expr::Attribute(attribute) = call.func.as_ref() else { return };
        if !self.definitions.methods.contains(attribute.attr.as_str()) {
            return;
        }
        let Some(caller) = self.caller else { return };
        let Some(class) = self.definitions.function(caller).class else { return };
        let members = &self.definitions.class(class).members;
        let Some([callee]) = members.get(attribute.attr.as_str()).map(Vec::as_slice) else { return };
        let Some(place) = self.held(&attribute.value) else { return };
        if self.definitions.function(*callee).role != Role::Method {
            return;
        }
        self.kin.possible.push(Possible {
            class,
            attribute: place,
            caller,
            callee: *callee,
            call,
            shift: self.shift,
            surroundings: self.around,
        });
    }

    /// An attribute or item of the receiver, then that attribute; or a local that is no parameter.
    fn held(&self, value: &'a Expr) -> Option<Option<&'a str>> {
        let mut value = value;
        let mut place = None;
        loop {
            value = match value {
                Expr::Attribute(attribute) => {
                    place = Some(attribute.attr.as_str());
                    &attribute.value
                }
                Expr::Subscript(subscript) => &subscript.value,
                Expr::Name(name) => {
                    if self.class_of(value).is_some() {
                        return place.map(Some);
                    }
                    let names = self.definitions.names;
                    let id = names.occurrence_at(self.shift.at(name.range().start().to_u32()))?;
                    let symbol = names.symbol_of(names.occurrence(id));
                    let local = matches!(symbol.binding, Binding::Local | Binding::Cell | Binding::Free);
                    return (local && !symbol.is_parameter && place.is_none()).then_some(None);
                }
                _ => return None,
            };
        }
    }
}
