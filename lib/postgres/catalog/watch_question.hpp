/// The SQL by which a schema watch asks: one question of all catalogs, each told in a line of its
/// own. Used by schema_watch.cpp, which reads the answers.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::postgres {

/// While it is asked.
inline constexpr std::string_view pinned_path = "pg_catalog";
/// In place of the keys of a catalog of which no row has gone.
inline constexpr std::string_view no_row_gone = "*";
/// In place of the counts of a server that counts nothing.
inline constexpr std::string_view not_counted = "-";

/// The parameters: whether all is new, the first id that the last look could not see, its
/// transaction, that one's last command, its counts.
inline constexpr std::string_view watch_parameters =
    "(pg_catalog.bool, pg_catalog.xid, pg_catalog.xid, pg_catalog.int8, pg_catalog.int8[])";

struct WatchQuestion {
  int major = 0;            ///< of the server
  bool is_counted = false;  ///< catalogs are passed over of which nothing is counted as written
  bool with_rare = false;   ///< whole lines of the rare catalogs too
};

/// Lines: "PATH;[ID;]/XMAX[;COUNTS]", "r SUM;IS_NEW" of the rare catalogs, and of each catalog by
/// its place "AT KEYS;KEY:NAME:HASH,…;youngest own id;last own command".
std::string watch_question(const WatchQuestion& question);

}  // namespace plumbline::postgres
