/// Scripts of any size for bench_sql_text. The same size gives the same bytes, and all of their
/// statements succeed.
#pragma once

#include <cstddef>
#include <string>

namespace plumbline::bench {

/// Tables with an index, a function, a comment and a grant each, in one message, as sqlx sends it.
std::string made_up_tables(std::size_t statements);

/// A history: tables that get columns, constraints, indexes, views and triggers later on, some of
/// which are renamed, changed and dropped; a transaction a change, as sqitch's scripts are.
std::string made_up_migrations(std::size_t statements);

}  // namespace plumbline::bench
