/// A file of SQL as what it sends to the server, statement by statement. Used by the adapters and
/// by `predict --script`.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "plumbline/statement.hpp"

namespace plumbline::sql {

struct PsqlOptions {
  std::map<std::string, std::string> variables;  ///< as given with --set
  /// The text of a file that `\i` or `\ir` names, absent when it is not there. `path` is relative
  /// to the folder in which psql is started, or absolute; positions in that file carry it.
  std::function<std::optional<std::string>(const std::string& path)> include;
  std::size_t max_included_bytes = std::size_t{64} << 20;  ///< of all included files together
};

/// As psql 15 reads `text` with `--no-psqlrc --file FILE`: what follows of values that only a run
/// can know is opaque. Never throws for content. Linear, but for files that are included again.
StatementList read_psql_script(std::string_view text, const std::string& file,
                               const PsqlOptions& options = {});

/// The whole text goes to the server as one message, as sqlx sends it.
StatementList read_plain_script(std::string_view text, const std::string& file);

}  // namespace plumbline::sql
