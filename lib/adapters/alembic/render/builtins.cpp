/// Functions of Python's own and of its library that revisions fold constants with.

#include <algorithm>
#include <array>

#include "adapters/alembic/python_text.hpp"
#include "adapters/alembic/render/value.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

using Arguments = std::vector<Value>;

constexpr std::size_t max_items = 20'000;

Value not_followed(std::string_view name) {
  return make_unknown("the function " + std::string(name) + "() is not followed");
}

/// What a loop over it yields; unknown when that cannot be told.
Value listed(const Value& value) {
  if (is_open(value)) return make_open_item();
  if (value.is(Kind::set) && value.items->size() > 1)
    return make_unknown("the order of a set", *value.items);
  if (value.is_sequence()) return make_items(Kind::list, *value.items);
  if (value.is(Kind::dictionary)) return call_method(value, "keys", {}, {}, true);
  if (value.is(Kind::text)) {
    std::vector<Value> characters;
    for (const char c : value.text) {
      if ((c & '\x80') != 0) return not_followed("list");
      characters.push_back(make_text(std::string(1, c)));
    }
    return make_items(Kind::list, std::move(characters));
  }
  if (value.is(Kind::object) && value.object->space == "enumeration") {
    std::vector<Value> members;
    for (const auto& [name, member] : value.object->keywords) members.push_back(member);
    return make_items(Kind::list, std::move(members));
  }
  if (value.is_unknown()) return value;
  return not_followed("iter");
}

Value range(const Arguments& arguments) {
  std::array<std::int64_t, 3> bounds{0, 0, 1};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i].is(Kind::integer) || i > 2) return not_followed("range");
    bounds[i] = arguments[i].number;
  }
  if (arguments.size() == 1) bounds = {0, bounds[0], 1};
  if (bounds[2] == 0 || arguments.empty()) return not_followed("range");
  std::vector<Value> items;
  for (std::int64_t i = bounds[0]; bounds[2] > 0 ? i < bounds[1] : i > bounds[1]; i += bounds[2]) {
    if (items.size() == max_items) return not_followed("range");
    items.push_back(make_integer(i));
  }
  return make_items(Kind::list, std::move(items));
}

Value zip(const Arguments& arguments) {
  std::vector<Value> rows;
  std::vector<Value> lists;
  for (const Value& argument : arguments) {
    lists.push_back(listed(argument));
    if (lists.back().is_unknown()) return lists.back();
  }
  for (std::size_t i = 0; !lists.empty(); ++i) {
    std::vector<Value> row;
    for (const Value& list : lists) {
      if (i >= list.items->size()) return make_items(Kind::list, std::move(rows));
      row.push_back((*list.items)[i]);
    }
    rows.push_back(make_items(Kind::tuple, std::move(row)));
  }
  return make_items(Kind::list, {});
}

Value sorted(const Arguments& arguments, const Keywords& keywords) {
  const bool is_set = arguments.size() == 1 && arguments[0].is(Kind::set);
  Value list = is_set                  ? make_items(Kind::list, *arguments[0].items)
               : arguments.size() == 1 ? listed(arguments[0])
                                       : not_followed("sorted");
  if (list.is_unknown()) return list;
  const bool is_plain = keywords.empty() && std::ranges::all_of(*list.items, [](const Value& item) {
                          return item.is(Kind::text);
                        });
  if (!is_plain) return not_followed("sorted");
  std::ranges::sort(*list.items, {}, &Value::text);
  return list;
}

Value make_set(const Arguments& arguments) {
  Value set = make_items(Kind::set, {});
  if (arguments.empty()) return set;
  if (arguments[0].is(Kind::set)) return make_items(Kind::set, *arguments[0].items);
  const Value list = listed(arguments[0]);
  if (list.is_unknown()) return list;
  if (list.items->size() > 1000) return not_followed("set");
  for (const Value& item : *list.items) call_method(set, "add", {item}, {}, true);
  return set;
}

Value make_dictionary(const Arguments& arguments, const Keywords& keywords) {
  Value dictionary = make_items(Kind::dictionary, {});
  if (!arguments.empty() && arguments[0].is(Kind::dictionary)) {
    *dictionary.items = *arguments[0].items;
  } else if (!arguments.empty()) {
    const Value list = listed(arguments[0]);
    if (list.is_unknown()) return list;
    for (const Value& pair : *list.items) {
      if (!pair.is_sequence() || pair.items->size() != 2) return not_followed("dict");
      dictionary.items->insert(dictionary.items->end(), pair.items->begin(), pair.items->end());
    }
  }
  for (const auto& [key, value] : keywords) {
    dictionary.items->push_back(make_text(key));
    dictionary.items->push_back(value);
  }
  return dictionary;
}

Value enumerate(const Arguments& arguments, const Keywords& keywords) {
  const Value list = listed(arguments[0]);
  if (list.is_unknown()) return list;
  std::int64_t place = 0;
  const Value* start = arguments.size() > 1 ? &arguments[1] : nullptr;
  if (!keywords.empty()) start = &keywords[0].second;
  if (start != nullptr) {
    if (!start->is(Kind::integer)) return not_followed("enumerate");
    place = start->number;
  }
  std::vector<Value> rows;
  for (const Value& item : *list.items)
    rows.push_back(make_items(Kind::tuple, {make_integer(place++), item}));
  return make_items(Kind::list, std::move(rows));
}

/// textwrap.dedent: the longest run of blanks that all lines with content begin with; lines of
/// blanks alone are emptied.
Value dedent(const Arguments& arguments) {
  if (arguments.size() != 1 || !arguments[0].is(Kind::text)) return not_followed("dedent");
  const std::string_view text = arguments[0].text;
  std::string_view margin;
  bool has_margin = false;
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  for (std::string_view& line : lines) {
    const std::size_t indent = line.find_first_not_of(" \t");
    if (indent == std::string_view::npos) {
      line = {};
      continue;
    }
    const std::string_view blanks = line.substr(0, indent);
    if (!has_margin)
      margin = blanks;
    else
      margin = margin.substr(
          0, static_cast<std::size_t>(std::ranges::mismatch(margin, blanks).in1 - margin.begin()));
    has_margin = true;
  }
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out.push_back('\n');
    out += lines[i].empty() ? lines[i] : lines[i].substr(margin.size());
  }
  return make_text(std::move(out));
}

Value all_or_any(bool all, const Arguments& arguments) {
  const Value list = arguments.size() == 1 ? listed(arguments[0]) : not_followed("all");
  if (list.is_unknown()) return list;
  for (const Value& item : *list.items) {
    const Truth truth = truth_of(item);
    if (truth == Truth::unknown) return make_unknown("a condition", {item});
    if ((truth == Truth::yes) != all) return make_boolean(!all);
  }
  return make_boolean(all);
}

constexpr std::array names = std::to_array<std::string_view>(
    {"abs",    "all",       "any",     "bool",    "dict",     "enumerate",  "filter",
     "float",  "frozenset", "getattr", "hasattr", "int",      "isinstance", "iter",
     "len",    "list",      "map",     "max",     "min",      "next",       "object",
     "open",   "print",     "range",   "repr",    "reversed", "round",      "set",
     "sorted", "str",       "sum",     "super",   "tuple",    "type",       "zip"});

constexpr std::array standard = std::to_array<std::string_view>(
    {"abc",         "argparse",   "ast",     "base64",    "binascii",
     "collections", "contextlib", "copy",    "csv",       "dataclasses",
     "datetime",    "decimal",    "enum",    "functools", "glob",
     "gzip",        "hashlib",    "html",    "inspect",   "io",
     "itertools",   "json",       "locale",  "logging",   "math",
     "operator",    "os",         "pathlib", "pickle",    "platform",
     "pprint",      "random",     "re",      "secrets",   "shutil",
     "string",      "struct",     "sys",     "tempfile",  "textwrap",
     "time",        "traceback",  "types",   "typing",    "typing_extensions",
     "unicodedata", "urllib",     "uuid",    "warnings",  "zlib",
     "zoneinfo",    "__future__"});

/// Libraries that print, log or compute.
constexpr std::array harmless = std::to_array<std::string_view>(
    {"bcrypt", "dateutil", "loguru", "numpy", "orjson", "oslo_log", "passlib", "pytz", "rich",
     "slugify", "structlog", "tqdm", "ulid", "unidecode"});

}  // namespace

bool is_builtin(std::string_view name) noexcept {
  return std::ranges::find(names, name) != names.end();
}

bool is_standard_module(std::string_view path) noexcept {
  const std::string_view module = path.substr(0, path.find('.'));
  return std::ranges::find(standard, module) != standard.end() ||
         std::ranges::find(harmless, module) != harmless.end();
}

Value call_builtin(std::string_view name, const std::vector<Value>& arguments,
                   const Keywords& keywords) {
  if (name == "print") return {};
  if (name == "set" || name == "frozenset") return make_set(arguments);
  if (name == "dict") return make_dictionary(arguments, keywords);
  if (name == "range") return range(arguments);
  if (name == "zip") return zip(arguments);
  if (name == "sorted") return sorted(arguments, keywords);
  if (name == "list" || name == "tuple" || name == "str") {
    if (arguments.empty() && keywords.empty())
      return name == "str" ? make_text("")
                           : make_items(name == "list" ? Kind::list : Kind::tuple, {});
  }
  if (arguments.empty()) return not_followed(name);
  const Value& first = arguments[0];
  if (first.is_unknown()) return make_unknown("", arguments);
  if (name == "textwrap.dedent") return dedent(arguments);
  if (name == "all" || name == "any") return all_or_any(name == "all", arguments);
  if (name == "enumerate") return enumerate(arguments, keywords);
  const bool is_chance = first.is(Kind::object) && first.object->space == "chance";
  if (name == "str" && is_chance && arguments.size() == 1) return first;
  if (name == "str") return arguments.size() == 1 ? text_of(first) : not_followed(name);
  if (name == "repr") return representation_of(first);
  if (name == "len") {
    if (is_open(first)) return make_open_item();
    if (first.is_sequence()) return make_integer(static_cast<std::int64_t>(first.items->size()));
    if (first.is(Kind::dictionary))
      return make_integer(static_cast<std::int64_t>(first.items->size() / 2));
    return not_followed(name);
  }
  if (name == "bool") {
    const Truth truth = truth_of(first);
    return truth == Truth::unknown ? not_followed(name) : make_boolean(truth == Truth::yes);
  }
  if (name == "int" && first.is(Kind::integer)) return first;
  if (name == "list" || name == "tuple" || name == "reversed" || name == "iter") {
    Value list = listed(first);
    if (list.is_unknown()) return list;
    if (name == "reversed") std::ranges::reverse(*list.items);
    if (name == "tuple") list.kind = Kind::tuple;
    return list;
  }
  return make_unknown("the function " + std::string(name) + "() is not followed", arguments);
}

}  // namespace plumbline::adapters::alembic::render
