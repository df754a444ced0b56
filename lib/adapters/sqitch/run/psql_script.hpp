/// A script as psql sends it to the server: statement by statement, to the byte, each with the line
/// that psql names when it fails. Follows mainloop.c and psqlscan.l of psql 15 and later; only for
/// scripts that ask nothing else of psql.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/psql_variables.hpp"

namespace plumbline::adapters::sqitch {

struct SentStatement {
  std::string sql;       ///< with its semicolon
  std::size_t line = 0;  ///< where it ends
};

/// Absent for what needs psql itself: backslash commands, COPY, LISTEN, a statement without its
/// semicolon, one with several, variables that are no plain words, settings that change how psql
/// reads on.
std::optional<std::vector<SentStatement>> read_sent_statements(std::string_view text,
                                                               const sql::PsqlVariables& variables);

}  // namespace plumbline::adapters::sqitch
