/// Simple statements at a module's top level: assignments, imports, del, expressions.

#include <algorithm>
#include <array>

#include "adapters/alembic/python_module.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr auto npos = LogicalLine::npos;
constexpr int max_target_depth = 8;
constexpr std::size_t max_lookups = 1'000'000;  // bindings looked at, a file

constexpr WordSet keyword_statements({"assert", "break", "continue", "del", "from", "global",
                                      "import", "nonlocal", "pass", "raise", "return"});

/// Modules that Alembic brings along.
constexpr auto always_there = std::to_array<std::string_view>(
    {"alembic", "mako", "markupsafe", "sqlalchemy", "typing_extensions"});

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\r' || c == '\n'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (is_blank(text.front()) || text.front() == '\\')) text.remove_prefix(1);
  while (!text.empty() && (is_blank(text.back()) || text.back() == '\\')) text.remove_suffix(1);
  return text;
}

/// Calls `found(offset)` for each byte of `text[begin, end)` outside strings, comments and
/// brackets; stops when it returns false.
template <typename Found>
void each_outside(std::string_view text, std::size_t begin, std::size_t end, Found found) {
  int depth = 0;
  for (std::size_t at = begin; at < end; ++at) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      const std::size_t stop = string_end(text.substr(0, end), at);
      if (stop == npos) return;
      at = stop - 1;
    } else if (c == '#') {
      at = std::min(find_newline(text, at), end) - 1;
    } else if (c == '(' || c == '[' || c == '{') {
      if (depth++ == 0 && !found(at)) return;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    } else if (depth == 0 && !found(at)) {
      return;
    }
  }
}

/// Calls `found(part)` for each part of `text` between commas outside brackets, trimmed; an empty
/// last one is left out. Stops when it returns false.
template <typename Found>
void each_part(std::string_view text, Found found) {
  std::size_t begin = 0;
  bool goes_on = true;
  if (text.find(',') != std::string_view::npos) {
    each_outside(text, 0, text.size(), [&](std::size_t at) {
      if (text[at] != ',') return true;
      goes_on = found(trim(text.substr(begin, at - begin)));
      begin = at + 1;
      return goes_on;
    });
  }
  if (!goes_on) return;
  const std::string_view last = trim(text.substr(begin));
  if (!last.empty() || begin == 0) found(last);
}

std::vector<std::string_view> split_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  each_part(text, [&](std::string_view part) {
    parts.push_back(part);
    return true;
  });
  return parts;
}

bool is_name(std::string_view text) {
  return !text.empty() && name_end(text, 0) == text.size() && (text[0] < '0' || text[0] > '9');
}

/// Where an `=` that assigns stands, and where an augmented sign begins.
struct Signs {
  std::array<std::size_t, 16> assigns{};
  std::size_t count = 0;
  std::size_t augmented = npos;
};

Signs find_signs(std::string_view text, std::size_t begin, std::size_t end) {
  Signs signs;
  each_outside(text, begin, end, [&](std::size_t at) {
    if (text[at] != '=') {
      // What follows belongs to the lambda: `key=lambda a=1: a`.
      const bool is_lambda = text[at] == 'l' && text.substr(at, 7) == "lambda " && signs.count > 0;
      return !is_lambda;
    }
    const char before = at > begin ? text[at - 1] : '\0';
    const char behind = at + 1 < end ? text[at + 1] : '\0';
    if (behind == '=' || before == '=' || before == '!' || before == ':') return true;
    const bool is_shift = at >= begin + 2 && text[at - 2] == before;
    if ((before == '<' || before == '>') && !is_shift) return true;
    if (std::string_view("+-*/%@&|^<>").find(before) != std::string_view::npos) {
      signs.augmented = at - 1;
      return false;
    }
    if (signs.count < signs.assigns.size()) signs.assigns[signs.count++] = at;
    return true;
  });
  return signs;
}

/// Whether nothing but string literals stands here, in parentheses or not, none of them formatted:
/// what the compiler takes for a docstring. A sum of literals is none.
bool is_only_strings(std::string_view text, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end;) {
    const char c = text[at];
    if (c == '#') {
      at = std::min(find_newline(text, at), end);
    } else if (is_blank(c) || c == '\\' || c == '(' || c == ')') {
      ++at;
    } else {
      std::size_t quote = at;
      while (quote < end && quote < at + 2 &&
             std::string_view("rRuUbB").find(text[quote]) != std::string_view::npos)
        ++quote;
      if (quote >= end || (text[quote] != '"' && text[quote] != '\'')) return false;
      at = string_end(text.substr(0, end), quote);
      if (at == npos) return false;
    }
  }
  return true;
}

/// A statement cannot begin with these, whatever follows.
bool begins_badly(char c) {
  return std::string_view("=)]},:;.?!$`%^&|/<>\\").find(c) != std::string_view::npos;
}

}  // namespace

void PythonModule::simple_statements(std::size_t begin, std::size_t end) {
  while (begin < end) {
    std::size_t stop = end;
    each_outside(text_, begin, end, [&](std::size_t at) {
      if (text_[at] != ';') return true;
      stop = at;
      return false;
    });
    std::size_t last = stop;
    while (last > begin && is_blank(text_[last - 1])) --last;
    if (last > begin) simple_statement(begin, last);
    begin = stop + 1;
    while (begin < end && is_blank(text_[begin])) ++begin;
  }
}

void PythonModule::simple_statement(std::size_t begin, std::size_t end) {
  const Run run = current_run();
  const bool is_first = is_first_statement_;
  is_first_statement_ = false;
  const char c = text_[begin];
  if (begins_badly(c) && !text_.substr(begin, 3).starts_with("...")) {
    lexer_.refuse(begin, "invalid syntax");
    return;
  }
  if (is_first && run == Run::yes && is_only_strings(text_, begin, end)) {
    const bool is_one = (c == '"' || c == '\'') && string_end(text_, begin) == end;
    Value value = is_one ? read_string(text_, begin, end, names_, 0) : evaluate_here(begin, end);
    if (value.is(Value::Kind::text)) docstring_ = std::move(value);
    return;
  }
  if (run == Run::no) return;
  const std::size_t word_end = name_end(text_, begin);
  const std::string_view word = text_.substr(begin, word_end - begin);
  if (keyword_statements.contains(word)) {
    keyword_statement(word, begin, end, run);
    return;
  }
  std::size_t at = word_end;
  while (at < end && (text_[at] == ' ' || text_[at] == '\t')) ++at;
  const bool is_plain_name = word_end > begin && at < end;
  if (is_plain_name && text_[at] == '=' && at + 1 < end && text_[at + 1] != '=') {
    std::size_t value = at + 1;
    while (value < end && (text_[value] == ' ' || text_[value] == '\t')) ++value;
    if (bind_literal(word, value, end, run)) return;
    assignment(begin, end, run);
  } else if (is_plain_name && text_[at] == ':' && text_[at + 1 < end ? at + 1 : at] != '=') {
    annotated(begin, at, end, run);
  } else {
    assignment(begin, end, run);
  }
}

/// `name = "plain"` without prefix: kept as it stands until somebody asks. And `name = None`.
bool PythonModule::bind_literal(std::string_view name, std::size_t begin, std::size_t end,
                                Run run) {
  if (text_.substr(begin, end - begin) == "None") {
    bind_kind(name, Binding::Kind::none, run, 0);
    return true;
  }
  if (begin >= end || (text_[begin] != '"' && text_[begin] != '\'')) return false;
  if (string_end(text_, begin) != end) return false;
  add({.name = name,
       .kind = Binding::Kind::literal,
       .offset = begin,
       .text = text_.substr(begin, end - begin)},
      run);
  return true;
}

void PythonModule::annotated(std::size_t begin, std::size_t colon, std::size_t end, Run run) {
  const std::string_view name = trim(text_.substr(begin, colon - begin));
  const Signs signs = find_signs(text_, colon + 1, end);
  if (signs.count == 0) return;  // an annotation alone binds nothing
  std::size_t value = signs.assigns[0] + 1;
  while (value < end && is_blank(text_[value])) ++value;
  if (value >= end) {
    lexer_.refuse(end, "invalid syntax");
    return;
  }
  if (bind_literal(name, value, end, run)) return;
  const Value result = evaluate_here(value, end);
  if (result.is(Value::Kind::raises)) raise(result.text, result.offset, run);
  if (result.is(Value::Kind::opaque)) may_raise();
  bind(name, result, run);
}

void PythonModule::augmented(std::size_t begin, std::size_t sign, std::size_t end, Run run) {
  const bool is_double = sign > begin && text_[sign - 1] == text_[sign];
  const std::size_t target_end = is_double ? sign - 1 : sign;
  const std::string_view target = trim(text_.substr(begin, target_end - begin));
  if (!is_name(target)) {
    forget(target.substr(0, name_end(target, 0)), "changed in place");
    return;
  }
  const Value old = look_up(target, begin);
  const Value right = evaluate_here(sign + 2, end);
  Value result = opaque_value("the result of an operator", begin);
  if (old.is(Value::Kind::raises)) {
    raise(old.text, old.offset, run);
  } else if (old.is_known() && right.is_known() && !is_double) {
    result = binary_operation(text_[sign], old, right);
  }
  result.offset = begin;
  bind(target, std::move(result), run);
}

void PythonModule::assignment(std::size_t begin, std::size_t end, Run run) {
  const Signs signs = find_signs(text_, begin, end);
  if (signs.augmented != npos) {
    augmented(begin, signs.augmented, end, run);
    return;
  }
  if (signs.count == 0) {
    expression_statement(begin, end, run);
    return;
  }
  const std::size_t value_begin = signs.assigns[signs.count - 1] + 1;
  if (trim(text_.substr(value_begin, end - value_begin)).empty()) {
    lexer_.refuse(end, "invalid syntax");
    return;
  }
  const Value value = evaluate_here(value_begin, end);
  if (value.is(Value::Kind::raises)) raise(value.text, value.offset, run);
  if (value.is(Value::Kind::opaque)) may_raise();
  std::size_t target_begin = begin;
  for (std::size_t i = 0; i < signs.count; ++i) {
    assign_target(trim(text_.substr(target_begin, signs.assigns[i] - target_begin)), value, run, 0);
    target_begin = signs.assigns[i] + 1;
  }
}

void PythonModule::assign_target(std::string_view target, const Value& value, Run run, int depth) {
  if (target.empty() || depth == max_target_depth) return;
  if (is_name(target)) {
    bind(target, value, run);
    return;
  }
  const std::vector<std::string_view> parts = split_commas(target);
  const bool is_single = parts.size() == 1 && target.back() != ',';
  if (is_single && (target.front() == '(' || target.front() == '[')) {
    assign_target(trim(target.substr(1, target.size() - 2)), value, run, depth + 1);
    return;
  }
  if (is_single) {
    // x.y = …, x[0] = …, *x
    const std::size_t name = target.front() == '*' ? 1 : 0;
    forget(target.substr(name, name_end(target, name) - name), "changed in place");
    forget_what_calls_set(target);
    return;
  }
  const bool fits =
      value.is(Value::Kind::sequence) && value.items.size() == parts.size() &&
      std::ranges::none_of(parts, [](std::string_view part) { return part.starts_with('*'); });
  const Value unknown = opaque_value("one of several values that are not known", value.offset);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string_view part = parts[i];
    if (part.starts_with('*')) part.remove_prefix(1);
    assign_target(part, fits ? value.items[i] : unknown, run, depth + 1);
  }
}

void PythonModule::expression_statement(std::size_t begin, std::size_t end, Run run) {
  const char c = text_[begin];
  if ((c == '"' || c == '\'') && string_end(text_, begin) == end) return;
  const std::size_t word_end = name_end(text_, begin);
  if (word_end < end && (text_[word_end] == '.' || text_[word_end] == '[')) {
    // A list may be changed by its own method.
    const Binding* bound = find(text_.substr(begin, word_end - begin));
    if (bound != nullptr && bound->kind == Binding::Kind::value &&
        (values_[bound->place].is(Value::Kind::sequence) ||
         values_[bound->place].is(Value::Kind::set)))
      forget(bound->name, "changed by a call");
  }
  const Value value = evaluate_here(begin, end);
  if (value.is(Value::Kind::raises)) {
    raise(value.text, value.offset, run);
  } else if (!value.is_known()) {
    may_raise();
    forget_what_calls_set(text_.substr(begin, end - begin));
  }
}

/// Calls that can bind a name of the module behind the reader's back.
void PythonModule::forget_what_calls_set(std::string_view code) {
  for (const std::string_view writer : {"globals(", "exec(", "setattr(", "locals(", "vars("}) {
    if (!code.starts_with(writer)) continue;
    for (const std::string_view name :
         {"revision", "down_revision", "branch_labels", "depends_on"}) {
      if (code.find(name) != std::string_view::npos || code.find('\'') == std::string_view::npos)
        forget(name, "may be set by a call at module level");
    }
  }
}

void PythonModule::keyword_statement(std::string_view word, std::size_t begin, std::size_t end,
                                     Run run) {
  if (word == "import") {
    import_statement(begin + word.size(), end, run);
  } else if (word == "from") {
    from_statement(begin + word.size(), end, run);
  } else if (word == "del") {
    delete_statement(begin + word.size(), end, run);
  } else if (word == "raise") {
    const std::string_view what =
        trim(text_.substr(begin + word.size(), end - begin - word.size()));
    const std::string_view type = what.substr(0, name_end(what, 0));
    raise(system::format("{}: raised at module level", type.empty() ? "RuntimeError" : type), begin,
          run);
  } else if (word == "break" || word == "continue") {
    leave_loop(run, word == "break");
  } else if (word == "assert") {
    may_raise();
  } else if (word == "return") {
    lexer_.refuse(begin, "'return' outside function");
  } else if (word == "nonlocal") {
    lexer_.refuse(begin, "nonlocal declaration not allowed at module level");
  }
}

void PythonModule::leave_loop(Run run, bool for_good) {
  for (std::size_t i = blocks_.size(); i-- > 0;) {
    if (blocks_[i].kind != Block::Kind::loop) continue;
    const bool is_certain = run == Run::yes;
    for (std::size_t inner = i; inner < blocks_.size(); ++inner) {
      if (inner > i || for_good || !is_certain)
        blocks_[inner].run = is_certain ? Run::no : std::min(blocks_[inner].run, Run::maybe);
    }
    if (for_good || !is_certain) blocks_[i].items.clear();
    return;
  }
}

void PythonModule::delete_statement(std::size_t begin, std::size_t end, Run run) {
  for (const std::string_view part : split_commas(trim(text_.substr(begin, end - begin)))) {
    if (!is_name(part)) {
      forget(part.substr(0, name_end(part, 0)), "changed in place");
      continue;
    }
    const Binding* bound = find(part);
    if ((bound == nullptr || bound->kind == Binding::Kind::removed) && !has_star_import_)
      raise(system::format("NameError: name '{}' is not defined", part), begin, run);
    bind_kind(part, Binding::Kind::removed, run, begin);
  }
}

void PythonModule::import_module(std::string_view dotted, std::size_t offset, Run run) {
  const std::string_view top = dotted.substr(0, dotted.find('.'));
  if (top.empty()) {
    raise("ImportError: attempted relative import with no known parent package", offset, run);
    return;
  }
  const bool is_there = std::ranges::find(always_there, top) != always_there.end();
  if (is_there || is_standard_module(top)) return;
  const Presence presence = options_.find_module ? options_.find_module(top) : Presence::unknown;
  if (presence == Presence::no) {
    raise(system::format("ModuleNotFoundError: No module named '{}'", top), offset, run);
  } else {
    may_raise();  // it is another file, whose own import may fail
  }
}

void PythonModule::import_statement(std::size_t begin, std::size_t end, Run run) {
  each_part(text_.substr(begin, end - begin), [&](std::string_view part) {
    const std::size_t as = part.find(" as ");
    const std::string_view dotted = trim(part.substr(0, as));
    if (dotted.empty()) {
      lexer_.refuse(end, "invalid syntax");
      return false;
    }
    import_module(dotted, static_cast<std::size_t>(part.data() - text_.data()), run);
    if (current_run() == Run::no) return false;
    const bool is_renamed = as != std::string_view::npos;
    const std::string_view module = is_renamed ? dotted : dotted.substr(0, dotted.find('.'));
    add({.name = is_renamed ? trim(part.substr(as + 4)) : module,
         .kind = Binding::Kind::imported,
         .text = module},
        run);
    return true;
  });
}

void PythonModule::from_statement(std::size_t begin, std::size_t end, Run run) {
  const std::string_view rest = text_.substr(begin, end - begin);
  std::size_t import = rest.find(" import");
  if (import == std::string_view::npos) import = rest.find("\timport");
  if (import == std::string_view::npos) {
    import = rest.find(".import");
    if (import != std::string_view::npos) ++import;
  } else {
    ++import;
  }
  if (import == std::string_view::npos) {
    lexer_.refuse(begin, "invalid syntax");
    return;
  }
  const std::string_view dotted = trim(rest.substr(0, import));
  std::string_view names = trim(rest.substr(import + 6));
  if (dotted == "__future__") return;
  import_module(dotted, begin - 4, run);
  if (current_run() == Run::no) return;
  if (names == "*") {
    has_star_import_ = true;
    return;
  }
  if (names.starts_with('(')) names = trim(names.substr(1, names.size() - 2));
  each_part(names, [&](std::string_view part) {
    const std::size_t as = part.find(" as ");
    const std::string_view name = trim(part.substr(0, as));
    if (name.empty()) return true;
    add({.name = as == std::string_view::npos ? name : trim(part.substr(as + 4)),
         .kind = Binding::Kind::imported,
         .offset = begin,
         .text = dotted,
         .member = name},
        run);
    return true;
  });
}

void PythonModule::add(Binding binding, Run run) {
  if (run == Run::no) return;
  binding.is_certain = run == Run::yes;
  bindings_.push_back(binding);
}

void PythonModule::bind(std::string_view name, Value value, Run run) {
  add({.name = name, .offset = value.offset, .place = values_.size()}, run);
  values_.push_back(std::move(value));
}

void PythonModule::bind_kind(std::string_view name, Binding::Kind kind, Run run,
                             std::size_t offset) {
  add({.name = name, .kind = kind, .offset = offset}, run);
}

void PythonModule::forget(std::string_view name, std::string why) {
  const Binding* bound = find(name);
  if (bound == nullptr) return;
  bind(name, opaque_value(std::move(why), bound->offset), current_run());
}

Value PythonModule::evaluate_here(std::size_t begin, std::size_t end) {
  return evaluate(text_, begin, end, names_);
}

const Binding* PythonModule::find(std::string_view name) const {
  for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding) {
    ++lookups_;
    if (binding->name == name) return &*binding;
  }
  return nullptr;
}

Value PythonModule::value_of(const Binding& binding) const {
  if (!binding.is_certain)
    return opaque_value("bound under a condition that only Python can decide", binding.offset);
  Value value;
  value.offset = binding.offset;
  switch (binding.kind) {
    case Binding::Kind::value:
      return values_[binding.place];
    case Binding::Kind::none:
      return value;
    case Binding::Kind::literal:
      return read_string(text_, binding.offset, binding.offset + binding.text.size(), names_, 0);
    case Binding::Kind::imported:
      value.kind = Value::Kind::reference;
      value.text = binding.text;
      if (!binding.member.empty()) value.text.append(1, '.').append(binding.member);
      return value;
    case Binding::Kind::function:
    case Binding::Kind::removed:
      break;
  }
  return opaque_value("a function or class", binding.offset);
}

Value PythonModule::look_up(std::string_view name, std::size_t offset) const {
  if (lookups_ > max_lookups) return opaque_value("more names than are followed", offset);
  const Binding* binding = find(name);
  if (binding != nullptr && (binding->kind != Binding::Kind::removed || !binding->is_certain)) {
    return value_of(*binding);
  }
  Value value;
  value.offset = offset;
  if (name == "__file__" || name == "__name__") {
    value.kind = Value::Kind::text;
    value.text = options_.path;
    if (name == "__name__") {
      value.text.clear();
      std::string_view rest = options_.file_name;
      while (!rest.empty()) {
        const system::Decoded decoded = system::decode_code_point(rest);
        value.text += system::is_word(decoded.code_point) ? rest.substr(0, decoded.length) : "_";
        rest.remove_prefix(decoded.length);
      }
    }
    return value;
  }
  if (is_builtin_name(name)) {
    value.kind = Value::Kind::reference;
    value.text = system::format("builtins.{}", name);
    return value;
  }
  const bool is_known_absent = !has_star_import_ && !name.starts_with("__");
  return is_known_absent
             ? raising_value(system::format("NameError: name '{}' is not defined", name), offset)
             : opaque_value("a name from another module", offset);
}

std::optional<Value> PythonModule::attribute(std::string_view name) const {
  const Binding* binding = find(name);
  if (binding == nullptr) {
    if (!has_star_import_) return std::nullopt;
    return opaque_value("perhaps bound by `import *`", 0);
  }
  if (binding->kind == Binding::Kind::removed && binding->is_certain) return std::nullopt;
  return value_of(*binding);
}

Presence PythonModule::presence(std::string_view name) const {
  const Binding* binding = find(name);
  if (binding == nullptr) return has_star_import_ ? Presence::unknown : Presence::no;
  if (!binding->is_certain) return Presence::unknown;
  return binding->kind == Binding::Kind::removed ? Presence::no : Presence::yes;
}

}  // namespace plumbline::adapters::alembic
