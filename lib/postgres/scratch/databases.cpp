#include "postgres/scratch/databases.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "core/schema/quote.hpp"
#include "postgres/catalog/array_text.hpp"
#include "postgres/errors.hpp"
#include "postgres/versions.hpp"
#include "system/format.hpp"

namespace plumbline::postgres::scratch {

namespace {

using core::quote_standard_literal;
using Parameter = std::array<std::optional<std::string>, 1>;

/// Settings whose value is a list of names, which SET takes one by one (guc_tables.c,
/// GUC_LIST_QUOTE).
constexpr std::array<std::string_view, 7> lists = {
    "local_preload_libraries",  "search_path",      "session_preload_libraries",
    "shared_preload_libraries", "temp_tablespaces", "unix_socket_directories",
    "createrole_self_grant"};

/// "\"$user\", public" as names.
std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  std::string name;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && is_quoted && i + 1 < text.size() && text[i + 1] == '"') {
      name += text[++i];
    } else if (text[i] == '"') {
      is_quoted = !is_quoted;
    } else if (text[i] == ',' && !is_quoted) {
      names.push_back(std::move(name));
      name.clear();
    } else if (text[i] != ' ' || is_quoted) {
      name += text[i];
    }
  }
  names.push_back(std::move(name));
  return names;
}

/// name = value, as SET has it.
std::string assignment(std::string_view setting) {
  const std::size_t equals = std::min(setting.find('='), setting.size());
  const std::string_view name = setting.substr(0, equals);
  const std::string_view value = setting.substr(std::min(equals + 1, setting.size()));
  std::string text;
  for (std::size_t begin = 0; begin <= name.size();) {  // "plumbline.test" is two identifiers
    const std::size_t dot = std::min(name.find('.', begin), name.size());
    text += (begin == 0 ? "" : ".") + quote_identifier(name.substr(begin, dot - begin));
    begin = dot + 1;
  }
  text += " = ";
  if (std::ranges::find(lists, name) == lists.end()) return text + quote_standard_literal(value);
  bool is_first = true;
  for (const std::string& one : split_names(value)) {
    text += (is_first ? "" : ", ") + quote_standard_literal(one);
    is_first = false;
  }
  return text;
}

std::string locale_clauses(Session& session, const std::string& database) {
  const std::string sql = for_version(
      "SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,"
      " @{d.datlocprovider}, COALESCE(@{d.datlocale}, @{d.daticulocale}), @{d.daticurules}"
      " FROM pg_catalog.pg_database d WHERE d.datname = $1",
      session.server_version());
  const Rows rows = session.query(sql, Parameter{database});
  std::string text = system::format(
      " ENCODING {} LC_COLLATE {} LC_CTYPE {}", quote_standard_literal(rows.text(0, 0)),
      quote_standard_literal(rows.text(0, 1)), quote_standard_literal(rows.text(0, 2)));
  const std::string provider = rows.text(0, 3);
  if (provider == "c") return text;
  const bool is_icu = provider == "i";
  text += system::format(" LOCALE_PROVIDER {} {} {}", is_icu ? "icu" : "builtin",
                         is_icu ? "ICU_LOCALE" : "BUILTIN_LOCALE",
                         quote_standard_literal(rows.text(0, 4)));
  if (rows.at(0, 5)) text += " ICU_RULES " + quote_standard_literal(rows.text(0, 5));
  return text;
}

void read_grants(Session& session, const std::string& database, Shape& shape) {
  const Rows rows = session.query(
      "SELECT CASE WHEN a.grantee = 0 THEN NULL ELSE g.rolname END, a.privilege_type,"
      " a.is_grantable, a.grantor = d.datdba"
      " FROM pg_catalog.pg_database d CROSS JOIN LATERAL pg_catalog.aclexplode(d.datacl) a"
      " LEFT JOIN pg_catalog.pg_roles g ON g.oid = a.grantee"
      " WHERE d.datname = $1 AND d.datacl IS NOT NULL",
      Parameter{database});
  if (rows.count() == 0) return;
  shape.grants.emplace_back("REVOKE ALL ON DATABASE {} FROM PUBLIC");
  for (std::size_t row = 0; row < rows.count(); ++row) {
    if (rows.text(row, 3) != "t") shape.why_not = "others than its owner gave rights on it";
    shape.grants.push_back(
        system::format("GRANT {} ON DATABASE {{}} TO {}{}", rows.text(row, 1),
                       rows.at(row, 0) ? quote_identifier(rows.text(row, 0)) : "PUBLIC",
                       rows.text(row, 2) == "t" ? " WITH GRANT OPTION" : ""));
  }
}

void run(Session& session, const std::string& sql) { session.query(sql); }

}  // namespace

Shape read_shape(Session& session, const std::string& database) {
  const Rows rows = session.query(
      "SELECT o.rolname, t.spcname, d.datconnlimit, EXISTS (SELECT FROM"
      " pg_catalog.pg_db_role_setting s WHERE s.setdatabase = d.oid AND s.setrole <> 0),"
      " EXISTS (SELECT FROM pg_catalog.pg_shseclabel l WHERE l.objoid = d.oid"
      " AND l.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass),"
      " (SELECT r.rolcreatedb FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)"
      " FROM pg_catalog.pg_database d JOIN pg_catalog.pg_roles o ON o.oid = d.datdba"
      " JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace WHERE d.datname = $1",
      Parameter{database});
  Shape shape{.owner = rows.text(0, 0)};
  // Naming the default one takes a right that nobody has.
  if (rows.text(0, 1) != "pg_default")
    shape.place = " TABLESPACE " + quote_identifier(rows.text(0, 1));
  shape.place += " CONNECTION LIMIT " + rows.text(0, 2);
  shape.locale = locale_clauses(session, database);
  read_grants(session, database, shape);
  if (rows.text(0, 3) == "t") shape.why_not = "roles have settings of their own in it";
  if (rows.text(0, 4) == "t") shape.why_not = "it has a security label";
  if (rows.text(0, 5) != "t") shape.why_not = "the role may not create databases";
  return shape;
}

void set_comment(Session& session, const std::string& database, std::string_view comment) {
  run(session, system::format("COMMENT ON DATABASE {} IS {}", quote_identifier(database),
                              quote_standard_literal(comment)));
}

void set_settings(Session& session, const std::string& database, std::string_view settings) {
  const std::string opening = "ALTER DATABASE " + quote_identifier(database);
  run(session, opening + " RESET ALL");
  if (settings.empty()) return;
  // Those that only a superuser may set are still there.
  const Rows rows = session.query(
      "SELECT s.setconfig FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d"
      " ON d.oid = s.setdatabase WHERE s.setrole = 0 AND d.datname = $1",
      Parameter{database});
  std::vector<std::string> left;
  if (rows.count() > 0) left = read_array(rows.text(0, 0));
  for (const std::string& setting : read_array(settings)) {
    if (std::ranges::find(left, setting) == left.end())
      run(session, system::format("{} SET {}", opening, assignment(setting)));
  }
}

void create_database(Session& session, const std::string& name, const std::string& original,
                     const Shape& shape, std::string_view settings) {
  const bool is_fresh = original == "template0";
  const std::string quoted = quote_identifier(name);
  std::string sql =
      system::format("CREATE DATABASE {} OWNER {} TEMPLATE {}{}", quoted,
                     quote_identifier(shape.owner), quote_identifier(original), shape.place);
  if (is_fresh) sql += shape.locale;
  // Through the log a copy of many gigabytes would be written twice.
  if (!is_fresh && session.server_version() >= 150'000) sql += " STRATEGY file_copy";
  run(session, sql);
  try {
    for (const std::string& grant : shape.grants) {
      const std::size_t place = grant.find("{}");
      run(session, grant.substr(0, place) + quoted + grant.substr(place + 2));
    }
    set_settings(session, name, settings);
  } catch (const Error&) {
    if (session.is_open()) session.run("DROP DATABASE IF EXISTS " + quoted);
    throw;
  }
}

void drop_database(Session& session, const std::string& name) {
  run(session, "DROP DATABASE IF EXISTS " + quote_identifier(name));
}

void rename_database(Session& session, const std::string& from, const std::string& to) {
  run(session, system::format("ALTER DATABASE {} RENAME TO {}", quote_identifier(from),
                              quote_identifier(to)));
}

std::vector<Beside> list_beside(Session& session, std::string_view prefix) {
  const Rows rows = session.query(
      "SELECT d.datname, d.oid, pg_catalog.shobj_description(d.oid, 'pg_database'),"
      " pg_catalog.pg_has_role(d.datdba, 'USAGE'), d.datallowconn"
      " FROM pg_catalog.pg_database d"
      " WHERE pg_catalog.starts_with(d.datname::pg_catalog.text, $1) ORDER BY d.datname",
      Parameter{std::string(prefix)});
  std::vector<Beside> found;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    found.push_back({.name = rows.text(row, 0),
                     .oid = rows.text(row, 1),
                     .comment = rows.text(row, 2),
                     .owns = rows.text(row, 3) == "t",
                     .lets_connect = rows.text(row, 4) == "t"});
  }
  return found;
}

std::vector<KeptTemplate> list_templates(Session& session, const std::string& system) {
  std::vector<KeptTemplate> templates;
  for (const Beside& one : list_beside(session, template_prefix)) {
    const ReadTemplateMark read = read_template_mark(one.comment);
    const bool is_ours = read.is_ours && read.mark.oid == one.oid && read.mark.name == one.name &&
                         read.mark.system == system && one.owns && !one.lets_connect;
    if (is_ours) templates.push_back({.name = one.name, .mark = read.mark});
  }
  return templates;
}

std::vector<std::string> list_nonces(Session& session) {
  std::vector<std::string> nonces;
  for (const Beside& one : list_beside(session, "")) {
    const ReadMark read = read_mark(one.comment);
    if (read.comment == Comment::ours) nonces.push_back(read.mark.nonce);
  }
  return nonces;
}

}  // namespace plumbline::postgres::scratch
