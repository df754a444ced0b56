/// The rows that the changes so far surely or perhaps put into tables, as far as literals tell.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gate/inference/need.hpp"
#include "plumbline/statement.hpp"
#include "sql/session.hpp"
#include "sql/visit/row_check.hpp"

namespace plumbline::gate {

enum class Presence : std::uint8_t { absent, perhaps, there };

class KnownRows {
 public:
  /// What the statement writes. REQUIRES: before it is run.
  void record(const Statement& statement, sql::Session& session);
  void add(sql::Id table, sql::KnownRow row);
  /// Whatever was done may have put any row anywhere.
  void doubt_everything() { is_doubtful_ = true; }

  /// `trusts_opaque`: what opaque statements did is not taken to have been just this row.
  [[nodiscard]] Presence find(const RowNeed& need, sql::Session& session,
                              bool trusts_opaque = false) const;
  /// Nothing that is known; not what is doubtful.
  [[nodiscard]] const std::vector<sql::KnownRow>& rows(sql::Id table) const;

 private:
  void record_insert(const sql::Node& insert, sql::Session& session);

  std::map<sql::Id, std::vector<sql::KnownRow>> rows_;
  std::set<sql::Id> doubtful_;
  bool is_doubtful_ = false;
};

/// The value as its type's output function prints it; nothing where the type refuses it or that is
/// not known.
std::optional<std::string> accepted_value(sql::Session& session, sql::Id column,
                                          const std::string& text);
/// The same; as written where it is not known.
std::string canonical_value(sql::Session& session, sql::Id column, const std::string& text);

/// What a column gets that an INSERT leaves out.
sql::KnownValue default_value(const sql::Catalog& catalog, sql::Id column);

}  // namespace plumbline::gate
