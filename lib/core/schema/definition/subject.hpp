/// What the renderers of all kinds share: an object with its names as SQL, its properties, and SQL
/// as it grows. The forms of values are those of schema.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/schema.hpp"

namespace plumbline::core {

/// One object on its way to SQL. Borrows the schema.
class Subject {
 public:
  Subject(const Schema& schema, const CatalogObject& object) : schema_(schema), object_(object) {}

  [[nodiscard]] const Schema& schema() const noexcept { return schema_; }
  [[nodiscard]] const CatalogObject& object() const noexcept { return object_; }
  [[nodiscard]] int server_version() const noexcept { return schema_.source().server_version; }
  /// "" when absent.
  [[nodiscard]] std::string_view value(std::string_view property) const noexcept {
    return object_.property(property);
  }
  [[nodiscard]] bool has(std::string_view property) const noexcept { return object_.has(property); }
  /// In SQL's capitals, up to a bracket, within which names stand: "SET NULL (a)".
  [[nodiscard]] std::string words(std::string_view property) const;

  /// Its own identifier, bare.
  [[nodiscard]] std::string identifier() const;
  /// The same quoted for the server's version, without and with its schema.
  [[nodiscard]] std::string own_name() const;
  [[nodiscard]] std::string name() const;
  /// What stands behind the identifier in the names of functions, operators and classes:
  /// "(integer)", " USING btree"; "" for others.
  [[nodiscard]] std::string_view signature() const noexcept;

  [[nodiscard]] const CatalogObject* parent() const noexcept;
  /// name() of the parent.
  [[nodiscard]] std::string parent_name() const;

 private:
  [[nodiscard]] std::string_view without_schema() const;

  const Schema& schema_;
  const CatalogObject& object_;
};

/// SQL as it grows.
class Sql {
 public:
  explicit Sql(std::string_view begin) : text_(begin) {}

  Sql& add(std::string_view text) {
    text_ += text;
    return *this;
  }
  Sql& add_if(bool is_so, std::string_view text) { return is_so ? add(text) : *this; }
  /// Nothing at all when `value` is empty.
  Sql& clause(std::string_view before, std::string_view value, std::string_view after = {}) {
    return value.empty() ? *this : add(before).add(value).add(after);
  }
  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
};

/// `name = value` and bare words, with commas between them; without those that have no value.
class SqlList {
 public:
  SqlList& item(std::string_view text);
  SqlList& entry(std::string_view name, std::string_view value);
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

/// The elements of "a, f(b, c), 'd, e'": commas within brackets and quotes separate nothing.
std::vector<std::string_view> split_list(std::string_view text);

/// The identifiers, bare, of a qualified name in SQL: `public."T 1"`.
std::vector<std::string> split_name(std::string_view text);

/// The relation of that name in SQL; null when the schema does not hold it.
const CatalogObject* find_table(const Schema& schema, std::string_view sql_name);

/// Whether the reader put a hash in the place of the value: it may be a password.
bool is_hashed(std::string_view value) noexcept;

/// `option:NAME` as " OPTIONS (host 'x', …)"; "" without any. Not those that are hashed.
std::string options_clause(const Subject& subject);

/// `public.===` as `OPERATOR(public.===)`, what is not qualified as pg_catalog's; "" for "".
std::string operator_reference(std::string_view name);

}  // namespace plumbline::core
