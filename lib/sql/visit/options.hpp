/// Storage parameters: WITH (…), ALTER … SET (…), RESET (…) of tables, indexes and views. Rules:
/// access/common/reloptions.c.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sql/session.hpp"

namespace plumbline::sql {

enum class OptionsOf : std::uint8_t {
  table,
  partitioned_table,
  toast,
  view,
  btree,
  hash,
  gist,
  gin,
  brin,
  spgist,
  other_index,
  column
};

/// `current` as the catalog has it, changed by a list of DefElem: `fillfactor='70'`, sorted. Fails
/// with 22023 for unknown names and bad values. Those of another namespace (`toast.`) are left out,
/// but for OptionsOf::toast, which takes only them. Throws Unknown for methods of users.
std::string change_options(const Session& session, std::string_view current, const Node& options,
                           OptionsOf of, bool is_reset = false);

OptionsOf options_of_method(std::string_view method) noexcept;

/// Sets `options` and `toast_options` of a table.
void set_table_options(Session& session, Id table, const Node& options, bool is_reset = false);

}  // namespace plumbline::sql
