//! Through the syntax tree, once.

use minijinja::machinery::Span;
use minijinja::machinery::ast::{BinOpKind, CallArg, CallType, CompareOpKind, Expr, Stmt};

use super::{Call, CallForm, Comparison, Operand, Position, Read, Reading, position};

pub(super) fn template(text: &str, tree: &Stmt<'_>) -> Reading {
    let mut walk = Walk::new(text);
    walk.statement(tree);
    walk.finish()
}

pub(super) fn expression(text: &str, tree: &Expr<'_>) -> Reading {
    let mut walk = Walk::new(text);
    walk.expression(tree);
    walk.reading.whole = operand(tree);
    walk.finish()
}

struct Walk<'t> {
    text: &'t str,
    reading: Reading,
    /// Names that the template gives a value itself, innermost last.
    own: Vec<String>,
    /// Variables that the template asks about before using them.
    guarded: Vec<String>,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, reading: Reading::default(), own: Vec::new(), guarded: Vec::new() }
    }

    /// A guard anywhere covers the whole template: following its branches would be exact, and rarely worth it.
    fn finish(mut self) -> Reading {
        for read in &mut self.reading.reads {
            read.guarded = self.guarded.contains(&read.name);
        }
        self.reading
    }

    fn at(&self, span: Span) -> Position {
        position(self.text, span.start_offset as usize)
    }

    fn statements(&mut self, statements: &[Stmt<'_>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    /// A block whose own names end with it.
    fn scope(&mut self, inside: impl FnOnce(&mut Self)) {
        let names = self.own.len();
        inside(self);
        self.own.truncate(names);
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::Template(template) => self.statements(&template.children),
            Stmt::EmitExpr(emit) => self.expression(&emit.expr),
            Stmt::EmitRaw(raw) => self.reading.literal.push_str(raw.raw),
            Stmt::ForLoop(each) => {
                self.expression(&each.iter);
                self.scope(|walk| {
                    walk.own.push("loop".to_owned());
                    walk.assign(&each.target);
                    if let Some(filter) = &each.filter_expr {
                        walk.expression(filter);
                    }
                    walk.statements(&each.body);
                });
                self.statements(&each.else_body);
            }
            Stmt::IfCond(condition) => {
                self.expression(&condition.expr);
                self.statements(&condition.true_body);
                self.statements(&condition.false_body);
            }
            Stmt::WithBlock(with) => self.scope(|walk| {
                for (target, value) in &with.assignments {
                    walk.expression(value);
                    walk.assign(target);
                }
                walk.statements(&with.body);
            }),
            Stmt::Set(set) => {
                self.expression(&set.expr);
                self.assign(&set.target);
            }
            Stmt::SetBlock(set) => {
                self.statements(&set.body);
                self.assign(&set.target);
            }
            Stmt::FilterBlock(block) => {
                self.expression(&block.filter);
                self.statements(&block.body);
            }
            Stmt::AutoEscape(escape) => self.forbid("autoescape", escape.span()),
            Stmt::Do(call) => self.forbid("do", call.span()),
            // Statements that exist only with features of minijinja that another crate may turn on.
            #[allow(unreachable_patterns)]
            _ => {}
        }
    }

    fn forbid(&mut self, name: &'static str, span: Span) {
        let at = self.at(span);
        self.reading.forbidden.push((name, at));
    }

    fn assign(&mut self, target: &Expr<'_>) {
        match target {
            Expr::Var(name) => self.own.push(name.id.to_owned()),
            Expr::List(names) => names.items.iter().for_each(|name| self.assign(name)),
            other => self.expression(other),
        }
    }

    fn read(&mut self, name: &str, attribute: Option<&str>, span: Span) {
        if self.own.iter().any(|own| own == name) {
            return;
        }
        let at = self.at(span);
        self.reading.reads.push(Read {
            name: name.to_owned(),
            attribute: attribute.map(str::to_owned),
            at,
            guarded: false,
        });
    }

    fn call(&mut self, name: &str, form: CallForm, own: usize, arguments: &[CallArg<'_>], span: Span) {
        let spread = arguments.iter().any(|argument| matches!(argument, CallArg::PosSplat(_) | CallArg::KwargSplat(_)));
        let at = self.at(span);
        self.reading.calls.push(Call {
            name: name.to_owned(),
            form,
            arguments: (!spread).then_some(own + arguments.len()),
            at,
        });
        self.arguments(arguments);
    }

    fn arguments(&mut self, arguments: &[CallArg<'_>]) {
        for argument in arguments {
            match argument {
                CallArg::Pos(value)
                | CallArg::Kwarg(_, value)
                | CallArg::PosSplat(value)
                | CallArg::KwargSplat(value) => self.expression(value),
            }
        }
    }

    fn compare(&mut self, left: &Expr<'_>, right: &Expr<'_>, arithmetic: bool) {
        let at = self.at(left.span());
        self.reading.comparisons.push(Comparison { left: operand(left), right: operand(right), arithmetic, at });
    }

    fn expression(&mut self, expression: &Expr<'_>) {
        match expression {
            Expr::Const(_) => {}
            Expr::Var(name) => self.read(name.id, None, name.span()),
            Expr::GetAttr(get) => match &get.expr {
                Expr::Var(name) => self.read(name.id, Some(get.name), name.span()),
                inner => self.expression(inner),
            },
            Expr::GetItem(get) => {
                self.expression(&get.expr);
                self.expression(&get.subscript_expr);
            }
            Expr::Slice(slice) => {
                self.expression(&slice.expr);
                for part in [&slice.start, &slice.stop, &slice.step].into_iter().flatten() {
                    self.expression(part);
                }
            }
            Expr::UnaryOp(unary) => self.expression(&unary.expr),
            Expr::BinOp(binary) => {
                match binary.op {
                    BinOpKind::Eq | BinOpKind::Ne | BinOpKind::Lt | BinOpKind::Lte | BinOpKind::Gt | BinOpKind::Gte => {
                        self.compare(&binary.left, &binary.right, false)
                    }
                    BinOpKind::Add
                    | BinOpKind::Sub
                    | BinOpKind::Mul
                    | BinOpKind::Div
                    | BinOpKind::FloorDiv
                    | BinOpKind::Rem
                    | BinOpKind::Pow => self.compare(&binary.left, &binary.right, true),
                    BinOpKind::ScAnd | BinOpKind::ScOr | BinOpKind::Concat | BinOpKind::In => {}
                }
                self.expression(&binary.left);
                self.expression(&binary.right);
            }
            Expr::Compare(chain) => {
                let mut left = &chain.expr;
                self.expression(left);
                for step in &chain.ops {
                    if !matches!(step.op, CompareOpKind::In | CompareOpKind::NotIn) {
                        self.compare(left, &step.expr, false);
                    }
                    self.expression(&step.expr);
                    left = &step.expr;
                }
            }
            Expr::IfExpr(choice) => {
                self.expression(&choice.test_expr);
                self.expression(&choice.true_expr);
                if let Some(otherwise) = &choice.false_expr {
                    self.expression(otherwise);
                }
            }
            Expr::Filter(filter) => {
                if let (Some(Expr::Var(name)), "default" | "d") = (&filter.expr, filter.name) {
                    self.guarded.push(name.id.to_owned());
                }
                if let Some(value) = &filter.expr {
                    self.expression(value);
                }
                self.call(filter.name, CallForm::Filter, 1, &filter.args, filter.span());
            }
            Expr::Test(test) => {
                if let (Expr::Var(name), "defined" | "undefined") = (&test.expr, test.name) {
                    self.guarded.push(name.id.to_owned());
                }
                self.expression(&test.expr);
                self.call(test.name, CallForm::Test, 1, &test.args, test.span());
            }
            Expr::Call(call) => match call.identify_call() {
                CallType::Function(name) => self.call(name, CallForm::Function, 0, &call.args, call.span()),
                CallType::Method(owner, _) => {
                    self.expression(owner);
                    self.arguments(&call.args);
                }
                _ => {
                    self.expression(&call.expr);
                    self.arguments(&call.args);
                }
            },
            Expr::List(list) => list.items.iter().for_each(|item| self.expression(item)),
            Expr::Map(map) => {
                for part in map.keys.iter().chain(&map.values) {
                    self.expression(part);
                }
            }
        }
    }
}

fn operand(expression: &Expr<'_>) -> Operand {
    match expression {
        Expr::Var(name) => Operand::Variable(name.id.to_owned()),
        other => match other.as_const() {
            Some(value) if value.as_str().is_some() => Operand::Text(value.as_str().unwrap_or_default().to_owned()),
            Some(value) if value.is_number() => Operand::Number,
            Some(value) if matches!(value.kind(), minijinja::value::ValueKind::Bool) => Operand::Boolean,
            _ => Operand::Other,
        },
    }
}
