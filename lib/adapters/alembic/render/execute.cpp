/// Follows statements: bindings, branches, loops, and what doubt leaves behind.

#include <algorithm>

#include "adapters/alembic/render/interpreter.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

std::string reason_of(const Value& value, std::string_view otherwise) {
  return value.is_unknown() && !value.text.empty() ? value.text : std::string(otherwise);
}

/// The value that a condition asks about, and whether it holds when that is absent: `not x`,
/// `x is None`, `x == 0`.
struct Absence {
  const Expression* asked = nullptr;
  bool holds = false;
};

Absence absence_of(const Expression* condition) {
  bool is_inverted = false;
  while (condition->form == Form::invert) {
    condition = condition->parts[0].value;
    is_inverted = !is_inverted;
  }
  bool holds = false;
  if (condition->form == Form::compare && condition->parts.size() == 2) {
    const Expression& right = *condition->parts[1].value;
    const std::string_view operation = condition->parts[1].name;
    const bool is_nothing =
        right.form == Form::none || (right.form == Form::integer && right.text == "0");
    const bool is_one = right.form == Form::integer && right.text == "1";
    holds = (is_nothing && (operation == "is" || operation == "==" || operation == "<=")) ||
            (is_one && (operation == "<" || operation == "!="));
  }
  return {condition, holds != is_inverted};
}

}  // namespace

Interpreter::Interpreter(const Module& module, Recorder& recorder)
    : module_(module), recorder_(recorder), globals_(Arena::current().scope()), scope_(globals_) {}

void Interpreter::run_module() { run(module_.body); }

void Interpreter::run_function(std::string_view name) {
  const auto found = globals_->names.find(name);
  if (found == globals_->names.end()) return;
  has_raised_ = false;
  const Value& function = found->second;
  if (function.is(Kind::function)) {
    call_function(function, Call{});
  } else {
    recorder_.add_opaque("the function is not defined in the file", {}, false);
  }
}

Interpreter::Flow Interpreter::run(const Suite& suite) {
  for (const Step* step : suite) {
    Flow flow = run_step(*step);
    if (has_raised_ && flow == Flow::next) flow = Flow::raised;
    if (flow != Flow::next) return flow;
  }
  return Flow::next;
}

Interpreter::Flow Interpreter::run_step(const Step& step) {
  if (!Arena::current().spend(0)) steps_ = std::max(steps_, max_steps);
  if (++steps_ > max_steps) {
    if (!std::exchange(is_exhausted_, true))
      recorder_.add_opaque("more steps than are followed", {step.begin, step.end}, false);
    return Flow::raised;
  }
  switch (step.act) {
    case Act::opaque:
      recorder_.add_opaque("a statement that is not followed", {step.begin, step.end}, false);
      return Flow::next;
    case Act::nothing:
      return Flow::next;
    case Act::evaluate:
      evaluate(*step.value);
      return Flow::next;
    case Act::assign: {
      const Value value = evaluate(*step.value);
      for (const Expression* target : step.targets) assign(*target, value);
      return Flow::next;
    }
    case Act::augment:
      augment(step);
      return Flow::next;
    case Act::remove:
      return Flow::next;
    case Act::give_back:
      returned_ = step.value == nullptr ? Value{} : evaluate(*step.value);
      return Flow::returned;
    case Act::raise:
      return raise(step);
    case Act::assertion: {
      const Value condition = evaluate(*step.value);
      if (truth_of(condition) == Truth::unknown)
        note_raise(condition, !absence_of(step.value).holds);
      return Flow::next;
    }
    case Act::leave_loop:
      return Flow::leave_loop;
    case Act::next_round:
      return Flow::next_round;
    case Act::import:
      import(step);
      return Flow::next;
    case Act::choose:
      return choose(step);
    case Act::each:
      return loop(step);
    case Act::repeat: {
      const Value condition = evaluate(*step.value);
      if (truth_of(condition) == Truth::no) return run(step.otherwise);
      return loop_in_doubt(step, "a while loop", condition);
    }
    case Act::with:
      return with(step);
    case Act::attempt:
      return attempt(step);
    case Act::function: {
      Value function;
      function.kind = Kind::function;
      function.step = &step;
      function.scope = scope_;
      bind(step.name,
           step.is_decorated ? make_imported("decorated." + std::string(step.name)) : function);
      return Flow::next;
    }
    case Act::type:
      define_type(step);
      return Flow::next;
  }
  return Flow::next;
}

template <typename Body>
Interpreter::Flow Interpreter::in_doubt(std::string why, Body body) {
  const std::string before = recorder_.doubt();
  const std::size_t first = bound_.size();
  if (before.empty()) recorder_.set_doubt(why);
  const Flow flow = body();
  if (before.empty() && !may_have_returned_) recorder_.set_doubt("");
  forget_since(first, why);
  return flow;
}

void Interpreter::forget_since(std::size_t first, const std::string& why) {
  for (std::size_t i = first; i < bound_.size(); ++i) {
    Value& value = bound_[i].first->names[bound_[i].second];
    Value forgotten = make_unknown(why);
    forgotten.sources = value.sources;
    value = std::move(forgotten);
  }
  if (recorder_.doubt().empty()) bound_.clear();
}

Interpreter::Flow Interpreter::choose(const Step& step) {
  Value condition = operand(evaluate(*step.value));
  if (is_open(condition)) condition = make_open_item();
  switch (truth_of(condition)) {
    case Truth::yes:
      return run(step.body);
    case Truth::no:
      return run(step.otherwise);
    case Truth::unknown:
      return choose_in_doubt(step, condition);
  }
  return Flow::next;
}

Interpreter::Flow Interpreter::choose_in_doubt(const Step& step, const Value& condition) {
  const std::string why = reason_of(condition, "a condition that is not followed");
  const bool returned_before = may_have_returned_;
  const Flow first = in_doubt(why, [&] { return run(step.body); });
  const bool raised_first = std::exchange(has_raised_, false) || first == Flow::raised;
  const Flow second = in_doubt(why, [&] { return run(step.otherwise); });
  const bool raised_second = std::exchange(has_raised_, false) || second == Flow::raised;
  if (raised_first != raised_second)
    note_raise(condition, absence_of(step.value).holds == raised_first);
  if (raised_first && raised_second) return Flow::raised;
  if (raised_first) return second == Flow::raised ? Flow::next : second;
  if (raised_second) return first;
  if (first == second) return first;
  // One side goes elsewhere: what follows may not be reached.
  const bool leaves_function = first == Flow::returned || second == Flow::returned;
  may_have_returned_ = returned_before || leaves_function;
  if (first != Flow::next || second != Flow::next) {
    if (recorder_.doubt().empty()) recorder_.set_doubt(why);
    if (leaves_function) returned_ = make_unknown(why);
  }
  return Flow::next;
}

void Interpreter::note_raise(const Value& condition, bool when_absent) {
  if (!when_absent) return;
  for (const std::size_t source : condition.sources) recorder_.need_rows(source);
}

Interpreter::Flow Interpreter::raise(const Step& step) {
  std::string what = "an exception";
  if (step.value != nullptr) {
    const Expression* named = step.value;
    if (named->form == Form::call) named = named->parts[0].value;
    if (named->form == Form::name || named->form == Form::attribute) what = named->text;
  }
  if (recorder_.doubt().empty())
    recorder_.add_opaque("it raises " + what, {step.begin, step.end}, true);
  return Flow::raised;
}

Interpreter::Flow Interpreter::loop(const Step& step) {
  const Value over = evaluate(*step.value);
  const Value items = call_builtin("list", {over}, {});
  if (items.is_unknown())
    return loop_in_doubt(step, reason_of(items, "what a loop runs over"), over);
  return loop_known(step, *items.items);
}

Interpreter::Flow Interpreter::loop_known(const Step& step, const std::vector<Value>& items) {
  const std::string before = recorder_.doubt();
  Flow flow = Flow::next;
  for (const Value& item : items) {
    assign(*step.targets[0], item);
    flow = run(step.body);
    if (flow != Flow::next && flow != Flow::next_round) break;
  }
  if (!may_have_returned_) recorder_.set_doubt(before);  // a `break` in doubt ends here
  if (flow == Flow::returned || flow == Flow::raised) return flow;
  return flow == Flow::leave_loop ? Flow::next : run(step.otherwise);
}

Interpreter::Flow Interpreter::loop_in_doubt(const Step& step, std::string why, const Value& over) {
  const Flow flow = in_doubt(why, [&] {
    Value item = make_unknown(why);
    item.sources = over.sources;
    if (!step.targets.empty()) assign(*step.targets[0], item);
    return run(step.body);
  });
  has_raised_ = false;
  if (flow == Flow::returned) {
    may_have_returned_ = true;
    if (recorder_.doubt().empty()) recorder_.set_doubt(why);
    returned_ = make_unknown(why);
  }
  return run(step.otherwise);
}

/// Whether a failing statement was caught, nobody knows: all of it is in doubt but `finally`.
Interpreter::Flow Interpreter::attempt(const Step& step) {
  const std::string why = "a try that catches errors";
  const bool catches = !step.handlers.empty();
  Flow flow = Flow::next;
  if (!catches) {
    flow = run(step.body);
  } else {
    const auto run_in_doubt = [&](const Suite& suite) {
      const Flow inner = in_doubt(why, [&] { return run(suite); });
      has_raised_ = false;
      if (inner != Flow::returned) return;
      may_have_returned_ = true;
      if (recorder_.doubt().empty()) recorder_.set_doubt(why);
      returned_ = make_unknown(why);
    };
    const std::size_t before = recorder_.size();
    run_in_doubt(step.body);
    if (recorder_.size() > before || step.handlers.size() > 1 || !step.handlers[0].empty())
      for (const Suite& handler : step.handlers) run_in_doubt(handler);
    run_in_doubt(step.otherwise);
  }
  const Flow last = run(step.last);
  return last == Flow::next ? flow : last;
}

Interpreter::Flow Interpreter::with(const Step& step) {
  bool is_autocommit = false;
  Span span{step.begin, step.end};
  for (std::size_t i = 0; i < step.items.size(); ++i) {
    const Value entered = evaluate(*step.items[i].value);
    if (entered.is(Kind::object) && entered.object->is("alembic", "autocommit_block")) {
      is_autocommit = true;
      span = {step.items[i].value->begin, step.items[i].value->end};
    }
    if (step.targets[i] != nullptr) assign(*step.targets[i], entered);
  }
  if (is_autocommit) recorder_.add("COMMIT", span);
  const Flow flow = run(step.body);
  if (is_autocommit && flow != Flow::raised) recorder_.add("BEGIN", span);
  return flow;
}

void Interpreter::import(const Step& step) {
  for (const Import& each : step.imports) {
    if (each.member.empty()) {
      const std::string first = each.module.substr(0, each.module.find('.'));
      bind(each.name.empty() ? first : each.name,
           make_imported(each.name.empty() ? first : each.module));
    } else if (each.member != "*") {
      std::string path = each.module;
      if (!path.ends_with('.')) path += ".";
      bind(each.name, make_imported(path + std::string(each.member)));
    } else {
      scope_->names["*" + each.module] = make_imported(each.module);
    }
  }
}

/// An enumeration's members are kept; of any other class nothing is known but its attributes.
void Interpreter::define_type(const Step& step) {
  const auto outer = scope_;
  scope_ = Arena::current().scope();
  scope_->outer = outer;
  bool is_enumeration = false;
  for (const Part& base : step.items) {
    const Value value = evaluate(*base.value);
    is_enumeration |=
        value.is(Kind::imported) &&
        (value.text == "enum.Enum" || value.text == "enum.IntEnum" || value.text == "enum.StrEnum");
  }
  auto type = Arena::current().object();
  type->space = is_enumeration ? "enumeration" : "class";
  type->name = step.name;
  type->begin = step.begin;
  for (const Step* line : step.body) {
    if (line->act != Act::assign || line->targets[0]->form != Form::name) continue;
    const std::string& name = line->targets[0]->text;
    const Value value = evaluate(*line->value);
    scope_->names[name] = value;
    if (is_enumeration && !name.starts_with("__")) {
      auto member = Arena::current().object();
      member->space = "enum";
      member->name = name;
      member->keywords.emplace_back("value", value);
      Value object;
      object.kind = Kind::object;
      object.object = std::move(member);
      type->keywords.emplace_back(name, std::move(object));
    } else {
      type->keywords.emplace_back(name, value);
    }
  }
  scope_ = outer;
  Value value;
  value.kind = Kind::object;
  value.object = std::move(type);
  bind(step.name, std::move(value));
}

void Interpreter::bind(std::string_view name, Value value) {
  if (!recorder_.doubt().empty()) bound_.emplace_back(scope_, name);
  const auto found = scope_->names.find(name);
  if (found != scope_->names.end())
    found->second = std::move(value);
  else
    scope_->names.emplace(name, std::move(value));
}

void Interpreter::assign(const Expression& target, const Value& value) {
  switch (target.form) {
    case Form::name:
      bind(target.text, value);
      return;
    case Form::tuple:
    case Form::list:
      assign_items(target, value);
      return;
    case Form::subscript: {
      const Value container = evaluate(*target.parts[0].value);
      const Value key = evaluate(*target.parts[1].value);
      if (container.is(Kind::dictionary))
        call_method(container, "update", {make_items(Kind::dictionary, {key, value})}, {},
                    recorder_.doubt().empty() && !key.is_unknown());
      else if (container.is(Kind::list))
        call_method(container, "an item's assignment", {}, {}, false);
      return;
    }
    case Form::attribute: {
      const Value object = evaluate(*target.parts[0].value);
      if (!object.is(Kind::object)) return;
      object.object->set(target.text,
                         recorder_.doubt().empty() ? value : make_unknown(recorder_.doubt()));
      return;
    }
    default:
      return;
  }
}

void Interpreter::assign_items(const Expression& target, const Value& value) {
  const bool is_known = value.is_sequence() && value.items->size() == target.parts.size();
  for (std::size_t i = 0; i < target.parts.size(); ++i) {
    const bool is_rest = !target.parts[i].name.empty();
    Value item = make_unknown("an item that is not followed", {value});
    if (is_known && !is_rest) item = (*value.items)[i];
    assign(*target.parts[i].value, item);
  }
}

void Interpreter::augment(const Step& step) {
  const Value old = evaluate(*step.targets[0]);
  const Value more = evaluate(*step.value);
  if (step.detail == '+' && old.is(Kind::list) && more.is_sequence()) {
    call_method(old, "extend", {more}, {}, recorder_.doubt().empty());
    return;
  }
  assign(*step.targets[0], binary_operation(step.detail, old, more));
}

}  // namespace plumbline::adapters::alembic::render
