/// What is known of tables at a statement: from the scripts before it, else from the live schema.
/// Used by the rules of this folder alone.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/script/column_type.hpp"
#include "plumbline/schema.hpp"
#include "sql/node.hpp"

namespace plumbline::checks::script {

/// A foreign key as far as its locks and its index go.
struct ForeignKey {
  std::string references;  ///< "public.orders"
  std::vector<std::string> columns;
};

/// A CHECK: what it may prove.
struct Check {
  std::string column;  ///< of `CHECK (column IS NOT NULL)` alone; else ""
  /// Its names and constants, as an attached partition's bounds are looked up in them.
  std::set<std::string, std::less<>> words;
  bool is_valid = true;
};

struct Index {
  std::string table;
  std::vector<std::string> columns;  ///< "" for an expression
  bool is_partial = false;
};

class Tables {
 public:
  /// "public.orders" of a RangeVar or a list of names.
  using NameOf = std::function<std::string(const sql::Node&)>;

  explicit Tables(const Schema* schema) : schema_(schema) {}

  /// The name "" when it is not known.
  [[nodiscard]] ColumnType type(const std::string& table, std::string_view column) const;
  /// NOT NULL, or from 12 on a valid CHECK that says so.
  [[nodiscard]] bool is_never_null(const std::string& table, std::string_view column,
                                   int server_version) const;
  [[nodiscard]] std::optional<Index> index(const std::string& name) const;
  /// Whether some index on the column is there, or none; absent when that is not known.
  [[nodiscard]] std::optional<bool> is_indexed(const std::string& table,
                                               std::string_view column) const;
  /// Whether an index begins with these columns, in any order; absent when that is not known.
  [[nodiscard]] std::optional<bool> has_index(const std::string& table,
                                              std::span<const std::string> columns) const;
  /// Whether a script has given it a primary key, or has dropped it.
  [[nodiscard]] bool has_key(const std::string& table) const;
  [[nodiscard]] std::optional<ForeignKey> foreign_key(const std::string& table,
                                                      std::string_view constraint) const;
  /// Tables that the foreign keys of this one refer to.
  [[nodiscard]] std::vector<std::string> referenced_by(const std::string& table) const;
  /// The partitioned table that this one is a part of; "" for none that is known.
  [[nodiscard]] std::string parent(const std::string& table) const;
  /// Whether one valid CHECK speaks of all these words.
  [[nodiscard]] bool is_checked(const std::string& table, std::span<const std::string> words) const;

  /// Remembers what a statement says of tables.
  void follow(const sql::Node& node, const NameOf& name_of);

 private:
  struct Table {
    bool has_key = false;
    bool is_whole = false;  ///< a script made it: no column and no index is unknown
    std::map<std::string, ColumnType, std::less<>> types;
    std::set<std::string, std::less<>> not_null;
    std::set<std::string, std::less<>> dropped;  ///< columns that may hold NULL again
    std::map<std::string, Check, std::less<>> checks;
    std::map<std::string, ForeignKey, std::less<>> keys;
    std::vector<std::vector<std::string>> own_indexes;  ///< of its constraints
    std::set<std::string, std::less<>> indexes;         ///< their names in `indexes_`
    std::string parent;
  };

  [[nodiscard]] const Table* find(const std::string& table) const;
  [[nodiscard]] std::vector<Index> indexes_of(const std::string& table) const;
  void make(const sql::Node& node, const NameOf& name_of);
  void alter(const sql::Node& node, const NameOf& name_of);
  void drop(const std::string& name);
  void rename(const sql::Node& node, const NameOf& name_of);
  void add_column(const std::string& name, Table& table, const sql::Node& column,
                  const NameOf& name_of);
  /// `column`: that it stands behind; "" for one of the table.
  void add_constraint(const std::string& name, Table& table, const sql::Node& constraint,
                      const std::string& column, const NameOf& name_of);
  void drop_constraint(Table& table, std::string_view constraint);

  const Schema* schema_;
  std::map<std::string, Table, std::less<>> tables_;
  std::map<std::string, Index, std::less<>> indexes_;
};

/// `words` and `column` of a CHECK's expression.
Check read_check(const sql::Node& expression);
/// The text of a constant; "" for anything else.
std::string constant_text(const sql::Node& node);
/// Columns by name; "" for an expression. Of IndexElem and of String nodes.
std::vector<std::string> column_names(const sql::Node& elements);

}  // namespace plumbline::checks::script
