#include "checks/script/tables.hpp"

#include <algorithm>

#include "core/format.hpp"

namespace plumbline::checks::script {

using sql::Node;

namespace {

std::string_view last_text(const Node& names) {
  return names.empty() ? std::string_view() : names.at(names.size() - 1).as_text();
}

/// Of `CHECK (column IS NOT NULL)` the column.
std::string tested_column(const Node& test) {
  if (!test.is_a("NullTest") || test.text("nulltesttype") != "IS_NOT_NULL" ||
      !test["arg"].is_a("ColumnRef"))
    return {};
  return std::string(last_text(test["arg"]["fields"]));
}

/// Names and constants anywhere below.
std::set<std::string, std::less<>> words_below(const Node& root) {
  std::set<std::string, std::less<>> words;
  std::vector<Node> open = {root};
  while (!open.empty()) {
    const Node node = open.back();
    open.pop_back();
    if (node.is_a("ColumnRef")) words.emplace(last_text(node["fields"]));
    if (const std::string word = constant_text(node); !word.empty()) words.insert(word);
    for (std::size_t i = 0; i < node.size(); ++i) open.push_back(node.at(i));
  }
  return words;
}

/// Words of a printed expression: names, numbers, texts in quotes.
std::set<std::string, std::less<>> words_of(std::string_view text) {
  std::set<std::string, std::less<>> words;
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\'' || text[at] == '"') {
      const std::size_t end = std::min(text.find(text[at], at + 1), text.size());
      words.emplace(text.substr(at + 1, end - at - 1));
      at = end + 1;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_part(text[end])) ++end;
    if (end > at) words.emplace(text.substr(at, end - at));
    at = std::max(end, at + 1);
  }
  return words;
}

/// The parts of "lower(email), (a + b), c DESC": names of plain columns, "" for the rest.
std::vector<std::string> printed_columns(std::string_view text) {
  std::vector<std::string> columns;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && text[at] == '(') ++depth;
    if (at < text.size() && text[at] == ')') --depth;
    if (at < text.size() && (text[at] != ',' || depth > 0)) continue;
    std::string_view part = text.substr(begin, at - begin);
    while (part.starts_with(' ')) part.remove_prefix(1);
    begin = at + 1;
    if (part.empty()) continue;
    const std::string_view word = part.substr(0, part.find(' '));
    const bool is_plain = word.find('(') == std::string_view::npos;
    columns.emplace_back(is_plain ? word : std::string_view());
  }
  return columns;
}

ForeignKey printed_key(const CatalogObject& constraint) {
  const std::string_view references = constraint.property("references");
  return {.references = std::string(references.substr(0, references.find(" ("))),
          .columns = printed_columns(constraint.property("columns"))};
}

}  // namespace

std::string constant_text(const Node& node) {
  if (!node.is_a("A_Const")) return {};
  if (const Node text = node["sval"]) return std::string(text.text("sval"));
  if (const Node real = node["fval"]) return std::string(real.text("fval"));
  return node["ival"] ? std::to_string(node["ival"].number("ival")) : std::string();
}

Check read_check(const Node& expression) {
  return {.column = tested_column(expression), .words = words_below(expression), .is_valid = true};
}

std::vector<std::string> column_names(const Node& elements) {
  std::vector<std::string> columns;
  for (const Node element : elements)
    columns.emplace_back(element.is_a("IndexElem") ? element.text("name") : element.as_text());
  return columns;
}

const Tables::Table* Tables::find(const std::string& table) const {
  const auto found = tables_.find(table);
  return found == tables_.end() ? nullptr : &found->second;
}

ColumnType Tables::type(const std::string& table, std::string_view column) const {
  if (const Table* const known = find(table)) {
    const auto found = known->types.find(column);
    if (found != known->types.end()) return found->second;
  }
  if (schema_ == nullptr) return {};
  const CatalogObject* const found =
      schema_->find(ObjectKind::column, core::format("{}.{}", table, column));
  return found == nullptr ? ColumnType() : read_type(found->property("type"));
}

bool Tables::is_never_null(const std::string& table, std::string_view column,
                           int server_version) const {
  const bool checks_count = server_version >= 120000;
  const Table* const known = find(table);
  if (known != nullptr) {
    if (known->not_null.contains(column)) return true;
    for (const auto& [name, check] : known->checks) {
      if (checks_count && check.is_valid && check.column == column) return true;
    }
  }
  if (schema_ == nullptr) return false;
  const CatalogObject* const found =
      schema_->find(ObjectKind::column, core::format("{}.{}", table, column));
  if (found == nullptr) return false;
  if (found->has("not_null") && (known == nullptr || !known->dropped.contains(column))) return true;
  const auto objects = schema_->objects();
  const std::string wanted = core::format("({} IS NOT NULL)", column);
  return checks_count &&
         std::ranges::any_of(objects[found->parent].children, [&](ObjectIndex child) {
           const CatalogObject& part = objects[child];
           return part.kind == ObjectKind::constraint && !part.has("not_valid") &&
                  part.property("expression") == wanted;
         });
}

std::optional<Index> Tables::index(const std::string& name) const {
  const auto found = indexes_.find(name);
  if (found != indexes_.end()) return found->second;
  const CatalogObject* const live =
      schema_ == nullptr ? nullptr : schema_->find(ObjectKind::index, name);
  if (live == nullptr) return std::nullopt;
  return Index{.table = std::string(live->property("table")),
               .columns = printed_columns(live->property("columns")),
               .is_partial = live->has("predicate")};
}

std::vector<Index> Tables::indexes_of(const std::string& table) const {
  std::vector<Index> found;
  if (const Table* const known = find(table)) {
    for (const std::string& name : known->indexes) found.push_back(indexes_.at(name));
    for (const auto& columns : known->own_indexes)
      found.push_back({.table = table, .columns = columns, .is_partial = false});
  }
  const CatalogObject* const live =
      schema_ == nullptr ? nullptr : schema_->find(ObjectKind::table, table);
  if (live == nullptr) return found;
  for (const ObjectIndex child : live->children) {
    const CatalogObject& part = schema_->objects()[child];
    const std::string_view type = part.property("type");
    const bool has_index = part.kind == ObjectKind::index ||
                           (part.kind == ObjectKind::constraint &&
                            (type == "primary key" || type == "unique" || type == "exclude"));
    if (!has_index) continue;
    found.push_back({.table = table,
                     .columns = printed_columns(part.property("columns")),
                     .is_partial = part.has("predicate")});
  }
  return found;
}

std::optional<bool> Tables::is_indexed(const std::string& table, std::string_view column) const {
  for (const Index& index : indexes_of(table)) {
    // An expression or a predicate may be about it.
    for (const std::string& one : index.columns) {
      if (one == column || one.empty() || index.is_partial) return true;
    }
  }
  const Table* const known = find(table);
  const bool is_known = (known != nullptr && known->is_whole) ||
                        (schema_ != nullptr && schema_->find(ObjectKind::table, table) != nullptr);
  return is_known ? std::optional(false) : std::nullopt;
}

std::optional<bool> Tables::has_index(const std::string& table,
                                      std::span<const std::string> columns) const {
  for (const Index& index : indexes_of(table)) {
    if (index.is_partial || index.columns.size() < columns.size()) continue;
    const std::span leading(index.columns.data(), columns.size());
    if (std::ranges::is_permutation(leading, columns)) return true;
  }
  const Table* const known = find(table);
  const bool is_new =
      known != nullptr && (known->is_whole || std::ranges::any_of(columns, [&](const auto& column) {
                             return known->types.contains(column);
                           }));
  const bool is_known =
      is_new || (schema_ != nullptr && schema_->find(ObjectKind::table, table) != nullptr);
  return is_known ? std::optional(false) : std::nullopt;
}

bool Tables::has_key(const std::string& table) const {
  const Table* const known = find(table);
  return known == nullptr || known->has_key;
}

std::optional<ForeignKey> Tables::foreign_key(const std::string& table,
                                              std::string_view constraint) const {
  if (const Table* const known = find(table)) {
    const auto found = known->keys.find(constraint);
    if (found != known->keys.end()) return found->second;
  }
  const CatalogObject* const live =
      schema_ == nullptr
          ? nullptr
          : schema_->find(ObjectKind::constraint, core::format("{}.{}", table, constraint));
  if (live == nullptr || live->property("type") != "foreign key") return std::nullopt;
  return printed_key(*live);
}

std::vector<std::string> Tables::referenced_by(const std::string& table) const {
  std::set<std::string> names;
  if (const Table* const known = find(table)) {
    for (const auto& [name, key] : known->keys) names.insert(key.references);
  }
  const CatalogObject* const live =
      schema_ == nullptr ? nullptr : schema_->find(ObjectKind::table, table);
  if (live != nullptr) {
    for (const ObjectIndex child : live->children) {
      const CatalogObject& part = schema_->objects()[child];
      if (part.kind == ObjectKind::constraint && part.property("type") == "foreign key")
        names.insert(printed_key(part).references);
    }
  }
  names.erase(table);
  return {names.begin(), names.end()};
}

std::string Tables::parent(const std::string& table) const {
  if (const Table* const known = find(table); known != nullptr && !known->parent.empty())
    return known->parent;
  const CatalogObject* const live =
      schema_ == nullptr ? nullptr : schema_->find(ObjectKind::table, table);
  return live == nullptr ? std::string() : std::string(live->property("partition_of"));
}

bool Tables::is_checked(const std::string& table, std::span<const std::string> words) const {
  const auto speaks_of_all = [&](const std::set<std::string, std::less<>>& said) {
    return !words.empty() &&
           std::ranges::all_of(words, [&](const auto& word) { return said.contains(word); });
  };
  if (const Table* const known = find(table)) {
    for (const auto& [name, check] : known->checks) {
      if (check.is_valid && speaks_of_all(check.words)) return true;
    }
  }
  const CatalogObject* const live =
      schema_ == nullptr ? nullptr : schema_->find(ObjectKind::table, table);
  return live != nullptr && std::ranges::any_of(live->children, [&](ObjectIndex child) {
           const CatalogObject& part = schema_->objects()[child];
           return part.kind == ObjectKind::constraint && part.property("type") == "check" &&
                  !part.has("not_valid") && speaks_of_all(words_of(part.property("expression")));
         });
}

}  // namespace plumbline::checks::script
