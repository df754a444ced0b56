#include "sql/visit/generic_options.hpp"

#include <algorithm>
#include <array>

#include "core/schema/qualified_name.hpp"
#include "core/schema/secrets.hpp"
#include "sql/types/system_catalog.hpp"

namespace plumbline::sql {

namespace {

/// Of postgresql_fdw_validator and postgres_fdw both.
constexpr std::array<std::string_view, 28> connection_options = {"host",
                                                                 "hostaddr",
                                                                 "port",
                                                                 "dbname",
                                                                 "connect_timeout",
                                                                 "options",
                                                                 "sslmode",
                                                                 "application_name",
                                                                 "keepalives",
                                                                 "keepalives_idle",
                                                                 "keepalives_interval",
                                                                 "keepalives_count",
                                                                 "tcp_user_timeout",
                                                                 "sslcompression",
                                                                 "sslrootcert",
                                                                 "sslcrl",
                                                                 "sslcrldir",
                                                                 "sslsni",
                                                                 "requirepeer",
                                                                 "krbsrvname",
                                                                 "gsslib",
                                                                 "target_session_attrs",
                                                                 "service",
                                                                 "channel_binding",
                                                                 "sslcert",
                                                                 "sslkey",
                                                                 "gssencmode",
                                                                 "passfile"};
constexpr std::array<std::string_view, 4> mapping_options = {"user", "password", "sslcert",
                                                             "sslkey"};

bool is_one_of(std::string_view name, auto const& list) {
  return std::ranges::find(list, name) != list.end();
}

/// What the validator surely takes.
bool surely_takes(std::string_view validator, OptionsFor what, std::string_view name) {
  const std::string own = core::own_identifier(validator);
  if (own == "postgres_fdw_validator") {
    switch (what) {
      case OptionsFor::server:
        return is_one_of(name, connection_options) && name != "service";
      case OptionsFor::user_mapping:
        return name == "user" || name == "password";
      case OptionsFor::table:
        return name == "schema_name" || name == "table_name";
      case OptionsFor::column:
        return name == "column_name";
      default:
        return false;
    }
  }
  if (own == "postgresql_fdw_validator") {
    if (what == OptionsFor::server)
      return name == "host" || name == "port" || name == "dbname" || name == "hostaddr";
    return what == OptionsFor::user_mapping && (name == "user" || name == "password");
  }
  if (own == "file_fdw_validator" && what == OptionsFor::table)
    return name == "filename" || name == "null" || name == "header";
  return false;
}

void check_taken(std::string_view validator, OptionsFor what, std::string_view name) {
  if (validator.empty() || surely_takes(validator, what, name)) return;
  const std::string own = core::own_identifier(validator);
  const bool is_odd = !is_one_of(name, connection_options) && !is_one_of(name, mapping_options);
  const bool is_simple = name.find('_') == std::string_view::npos && name.size() <= 4;
  if (is_odd && is_simple && own == "postgresql_fdw_validator")
    fail("42601", "invalid option \"" + std::string(name) + '"');
  unknown("whether " + own + " takes option \"" + std::string(name) + '"');
}

}  // namespace

void check_generic_options(const Node& options, std::string_view validator, OptionsFor what) {
  std::vector<std::string_view> seen;
  for (const Node option : options) {
    const std::string_view name = option.text("defname");
    const std::string_view action = option.text("defaction");
    const bool is_new = action == "DEFELEM_UNSPEC" || action == "DEFELEM_ADD";
    if (is_new && is_one_of(name, seen))
      fail("42710", "option \"" + std::string(name) + "\" provided more than once");
    seen.push_back(name);
    if (action != "DEFELEM_DROP") check_taken(validator, what, name);
  }
}

void change_generic_options(Session& session, Id object, const Node& options,
                            std::string_view validator, OptionsFor what) {
  Catalog& catalog = session.catalog;
  std::vector<std::string> empty;
  std::vector<std::string> given;
  for (const Node option : options) {
    const std::string name(option.text("defname"));
    const std::string_view action = option.text("defaction");
    const std::string property = "option:" + name;
    const bool is_there = catalog.has(object, property) || is_one_of(name, empty);
    if (action == "DEFELEM_DROP") {
      if (!is_there) fail("42704", "option \"" + name + "\" not found");
      std::erase(empty, name);
      catalog.set_named(object, property, "");
      continue;
    }
    if (action == "DEFELEM_SET") {
      if (!is_there) fail("42704", "option \"" + name + "\" not found");
    } else if (is_there) {
      fail("42710", "option \"" + name + "\" provided more than once");
    }
    const std::string value = core::guarded_value(name, option["arg"].as_text());
    if (value.empty()) {
      catalog.set_bare(object, property);
    } else {
      catalog.set_named(object, property, value);
    }
    given.push_back(name);
  }
  for (const std::string& name : given) check_taken(validator, what, name);
}

Wrapper require_wrapper(const Session& session, const std::string& name) {
  const Catalog& catalog = session.catalog;
  const Id id = catalog.find(ObjectKind::foreign_data_wrapper, Catalog::none, name);
  if (id != Catalog::none) {
    return {.id = id,
            .validator = std::string(catalog.value(id, "validator")),
            .has_handler = catalog.has(id, "handler")};
  }
  const int version = session.version() / 10'000;
  for (const Id extension : catalog.all(ObjectKind::extension)) {
    const std::string_view own = catalog[extension].own;
    if (!find_extension(own, version))
      unknown("which wrappers extension \"" + std::string(own) + "\" brings");
    if (!has_system_name(NameKind::wrapper, name, version, own)) continue;
    return {.id = extension,
            .validator = name == "dblink_fdw" ? "dblink_fdw_validator" : name + "_validator",
            .has_handler = name != "dblink_fdw"};
  }
  fail("42704", "foreign-data wrapper \"" + name + "\" does not exist");
}

}  // namespace plumbline::sql
