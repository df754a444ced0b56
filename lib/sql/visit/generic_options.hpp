/// OPTIONS (…) of foreign data wrappers, servers, user mappings and foreign tables: properties
/// `option:NAME`. Rules: transformGenericOptions (commands/foreigncmds.c).
#pragma once

#include <string>
#include <vector>

#include "sql/session.hpp"

namespace plumbline::sql {

enum class OptionsFor : std::uint8_t { wrapper, server, user_mapping, table, column };

/// Sets, changes and drops `option:…` of `object`. 42710 `option "x" provided more than once`,
/// 42704 `option "x" not found`. `validator`: the wrapper's, as its property has it; what it does
/// not take is HV00D or 42601 where that is known, else Unknown.
void change_generic_options(Session& session, Id object, const Node& options,
                            std::string_view validator, OptionsFor what);

/// The same over plain pairs, for objects that keep no more than a hash.
void check_generic_options(const Node& options, std::string_view validator, OptionsFor what);

/// The validator of a wrapper, of an extension's too: "" when it has none. The wrapper by its bare
/// name; 42704 `foreign-data wrapper "x" does not exist`.
struct Wrapper {
  Id id = Catalog::none;  ///< or its extension's
  std::string validator;
  bool has_handler = false;
};
Wrapper require_wrapper(const Session& session, const std::string& name);

}  // namespace plumbline::sql
