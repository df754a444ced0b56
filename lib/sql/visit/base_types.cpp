/// CREATE TYPE name; CREATE TYPE name (INPUT = …). Rules: DefineType and findTypeInputFunction and
/// its like (commands/typecmds.c).
#include <cctype>

#include "core/schema/quote.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/known_functions.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/parameters.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

/// Attributes by name; the older spellings stand for the new ones. The first of doubles wins after
/// an error for the second.
class Attributes {
 public:
  explicit Attributes(const Node& definition) {
    for (const Node option : definition) {
      const std::string name = canonical(option.text("defname"));
      if (name.empty()) continue;  // a warning
      for (const auto& [other, node] : all_) {
        static_cast<void>(node);
        if (other == name) fail_conflicting();
      }
      all_.emplace_back(name, option);
    }
  }
  [[nodiscard]] Node operator[](std::string_view name) const {
    for (const auto& [other, node] : all_) {
      if (other == name) return node;
    }
    return {};
  }

 private:
  static std::string canonical(std::string_view name) {
    static constexpr std::string_view known[] = {
        "like",          "internallength", "input",      "output",    "receive",
        "send",          "typmod_in",      "typmod_out", "analyze",   "subscript",
        "category",      "preferred",      "delimiter",  "element",   "default",
        "passedbyvalue", "alignment",      "storage",    "collatable"};
    if (name == "analyse") return "analyze";
    for (const std::string_view one : known) {
      if (one == name) return std::string(name);
    }
    return {};
  }

  std::vector<std::pair<std::string, Node>> all_;
};

struct Function {
  std::string name;
  Id id = Catalog::none;
};

Function of(const KnownFunction& found) { return {.name = found.name, .id = found.id}; }

/// One argument, or three of which the others are oid and int4.
KnownFunction input_function(Session& session, const Node& option, TypeId first, TypeId result,
                             std::string_view word) {
  const std::vector<std::string> names = option_names(option);
  auto found = find_function(session, names, {first});
  const auto longer = find_function(session, names, {first, types::oid, types::int4});
  if (found && longer)
    fail("42725",
         "type " + std::string(word) + " function " + dotted(names) + " has multiple matches");
  if (!found) found = longer;
  if (!found) static_cast<void>(require_function(session, names, {first}));
  if (found->result != result) {
    const CatalogTypes source(session);
    fail("42P17", "type " + std::string(word) + " function " + dotted(names) +
                      " must return type " + display_type(source.scope(), result));
  }
  return *found;
}

KnownFunction typed_function(Session& session, const Node& option,
                             const std::vector<TypeId>& arguments, TypeId result,
                             std::string_view word) {
  const std::vector<std::string> names = option_names(option);
  const KnownFunction found = require_function(session, names, arguments);
  if (found.result != result) {
    const CatalogTypes source(session);
    fail("42P17", "type " + std::string(word) + " function " + dotted(names) +
                      " must return type " + display_type(source.scope(), result));
  }
  return found;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// defGetTypeLength.
std::int64_t length_of(const Node& option) {
  const Node value = option["arg"];
  if (value.is_a("Integer")) return value.as_number();
  const std::string text = lower(option_text(option));
  if (text == "variable") return -1;
  fail("42601", "invalid argument for internallength: \"" + text + '"');
}

std::string alignment_of(const std::string& text) {
  if (text == "double" || text == "float8" || text == "pg_catalog.float8") return "double";
  if (text == "int4" || text == "pg_catalog.int4") return "";
  if (text == "int2" || text == "pg_catalog.int2") return "int2";
  if (text == "char" || text == "pg_catalog.bpchar") return "char";
  fail("22023", "alignment \"" + text + "\" not recognized");
}

std::string storage_of(const std::string& text) {
  if (text == "plain") return "";
  if (text == "external" || text == "extended" || text == "main") return text;
  fail("22023", "storage \"" + text + "\" not recognized");
}

void set_plain(Session& session, Id type, const Attributes& attributes) {
  Catalog& catalog = session.catalog;
  const std::int64_t length =
      attributes["internallength"] ? length_of(attributes["internallength"]) : -1;
  catalog.set(type, "length", length == -1 ? "" : std::to_string(length));
  const bool by_value = attributes["passedbyvalue"] && option_flag(attributes["passedbyvalue"]);
  catalog.set_flag(type, "by_value", by_value);
  if (by_value && length != 1 && length != 2 && length != 4 && length != 8)
    fail("42P17",
         "internal size " + std::to_string(length) + " is invalid for passed-by-value type");
  std::string alignment;
  if (attributes["alignment"])
    alignment = alignment_of(lower(option_text(attributes["alignment"])));
  catalog.set(type, "alignment", alignment);
  std::string storage;
  if (attributes["storage"]) storage = storage_of(lower(option_text(attributes["storage"])));
  if (!storage.empty() && length != -1) fail("42P17", "fixed-size types must have storage PLAIN");
  catalog.set(type, "storage", storage);
  if (attributes["category"]) {
    const std::string text = option_text(attributes["category"]);
    if (text.empty() || text.front() < 32 || text.front() > 126)
      fail("22023", "invalid type category \"" + text + "\": must be simple ASCII");
    catalog.set(type, "category", text.substr(0, 1) == "U" ? "" : text.substr(0, 1));
  }
  catalog.set_flag(type, "preferred",
                   attributes["preferred"] && option_flag(attributes["preferred"]));
  if (attributes["delimiter"]) {
    const std::string text = option_text(attributes["delimiter"]);
    catalog.set(type, "delimiter", text == "," ? "" : text.substr(0, 1));
  }
  catalog.set_flag(type, "collatable",
                   attributes["collatable"] && option_flag(attributes["collatable"]));
  if (attributes["default"])
    catalog.set(type, "default", core::quote_standard_literal(option_text(attributes["default"])));
}

template <typename Set>
void take(Session& session, Id type, const Function& function, Set&& set) {
  set(function.name);
  if (function.id != Catalog::none) session.catalog.need(type, function.id);
}

}  // namespace

void create_base_type(const Node& statement, Session& session) {
  session.require_superuser("must be superuser to create a base type");
  std::string own;
  const Id schema = session.creation_schema(statement["defnames"], own);
  const Id shell = require_free_type_name(session, schema, own);
  Catalog& catalog = session.catalog;
  if (statement["definition"].empty()) {
    if (shell != Catalog::none) fail("42710", "type \"" + own + "\" already exists");
    const Id type = make_type(session, ObjectKind::type, schema, own, Catalog::none);
    catalog.set(type, "sort", "shell");
    return;
  }
  if (shell == Catalog::none) fail("42710", "type \"" + own + "\" does not exist");
  const Attributes attributes(statement["definition"]);
  if (attributes["like"]) unknown("a type like another");
  if (attributes["element"]) unknown("a base type with elements");
  if (!attributes["input"]) fail("42P17", "type input function must be specified");
  if (!attributes["output"]) fail("42P17", "type output function must be specified");
  if (attributes["typmod_out"] && !attributes["typmod_in"])
    fail("42P17",
         "type modifier output function is useless without a type modifier input function");
  const TypeId self = type_id_of(shell);
  const Function input =
      of(input_function(session, attributes["input"], types::cstring, self, "input"));
  const Function output =
      of(typed_function(session, attributes["output"], {self}, types::cstring, "output"));
  Function receive;
  Function send;
  if (attributes["receive"])
    receive = of(input_function(session, attributes["receive"], types::internal, self, "receive"));
  if (attributes["send"])
    send = of(typed_function(session, attributes["send"], {self}, types::bytea, "send"));
  if (attributes["typmod_in"] || attributes["analyze"] || attributes["subscript"])
    unknown("a base type with modifiers, statistics or subscripts of its own");
  const Id type = make_type(session, ObjectKind::type, schema, own, shell);
  set_plain(session, type, attributes);
  catalog.set(type, "sort", "base");
  take(session, type, input, [&](const std::string& name) { catalog.set(type, "input", name); });
  take(session, type, output, [&](const std::string& name) { catalog.set(type, "output", name); });
  take(session, type, receive,
       [&](const std::string& name) { catalog.set(type, "receive", name); });
  take(session, type, send, [&](const std::string& name) { catalog.set(type, "send", name); });
}

}  // namespace plumbline::sql
