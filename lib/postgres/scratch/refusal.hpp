/// Why a database is not reset. The numbers are those of the list in the guard's specification;
/// nothing overrides any of them.
#pragma once

#include <cstdint>
#include <string>

#include "plumbline/error.hpp"

namespace plumbline::postgres::scratch {

enum class Refusal : std::uint8_t {
  no_mark = 1,
  foreign_comment,
  wrong_oid,
  wrong_name,
  wrong_cluster,
  unknown_mark_version,
  not_empty,
  schema_differs,
  is_source,
  is_target,
  system_database,
  template_database,
  other_sessions,
  prepared_transactions,
  replication,
  publication,
  standby,
  not_owner,
  superuser,
  pooler,
  no_uri,
  second_gate,
  identity_changed,
  mark_removed,
  // Besides those: what would make the others worthless, and a reset that did not get through.
  several_hosts,
  reset_failed,
};

/// Status::refused; the hint is the refusal's remedy. `detail` may hold more lines.
Error refused(Refusal reason, std::string message, std::string detail = {});

}  // namespace plumbline::postgres::scratch
