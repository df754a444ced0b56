/// The rows that the changes so far surely or perhaps put into tables, as far as literals tell.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "gate/inference/need.hpp"
#include "plumbline/statement.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/session.hpp"
#include "sql/visit/row_check.hpp"

namespace plumbline::gate {

enum class Presence : std::uint8_t { absent, perhaps, there };

class KnownRows {
 public:
  KnownRows() = default;
  /// What is recorded here comes on top of `base`, which must outlive it and stay as it is.
  explicit KnownRows(const KnownRows* base) : base_(base) {}

  /// What the statement writes. REQUIRES: before it is run.
  void record(const Statement& statement, sql::Session& session);
  void add(sql::Id table, sql::KnownRow row);
  /// Whatever was done may have put any row anywhere.
  void doubt_everything() { is_doubtful_ = true; }

  /// `trusts_opaque`: what opaque statements did is not taken to have been just this row.
  [[nodiscard]] Presence find(const RowNeed& need, sql::Session& session,
                              bool trusts_opaque = false) const;
  /// What is known of this table, without the base's; not what is doubtful.
  [[nodiscard]] const std::vector<sql::KnownRow>& rows(sql::Id table) const;

 private:
  struct Table {
    std::vector<sql::KnownRow> rows;
    /// By column: its values, each with the places of its rows.
    std::map<sql::Id, std::unordered_map<std::string, std::vector<std::size_t>>> places;
    std::map<sql::Id, std::size_t> known;  ///< rows of which the column's value is known
  };

  void record_insert(const sql::Node& insert, sql::Session& session);
  [[nodiscard]] bool has_rows(sql::Id table) const;
  [[nodiscard]] Presence find_in(const Table& table, const RowNeed& need,
                                 const std::vector<std::string>& values) const;
  [[nodiscard]] Presence find_values(const RowNeed& need, const std::vector<std::string>& values,
                                     bool trusts_opaque) const;

  const KnownRows* base_ = nullptr;
  std::map<sql::Id, Table> tables_;
  std::set<sql::Id> doubtful_;
  bool is_doubtful_ = false;
};

/// The value as its type's output function prints it; nothing where the type refuses it or that is
/// not known.
std::optional<std::string> accepted_value(sql::Session& session, sql::Id column,
                                          const std::string& text);
/// The same; as written where it is not known.
std::string canonical_value(sql::Session& session, sql::Id column, const std::string& text);

/// The types of the columns that values are written to, looked up once each.
class ColumnTypes {
 public:
  explicit ColumnTypes(const sql::Session& session) : session_(session), types_(session) {}
  /// As canonical_value.
  std::string canonical(sql::Id column, const std::string& text);
  std::optional<std::string> accepted(sql::Id column, const std::string& text);

 private:
  const sql::Session& session_;
  sql::CatalogTypes types_;
  std::map<sql::Id, std::optional<sql::TypeRef>> bases_;  ///< nothing: the type is not known
};

/// What a column gets that an INSERT leaves out.
sql::KnownValue default_value(const sql::Catalog& catalog, sql::Id column);

}  // namespace plumbline::gate
