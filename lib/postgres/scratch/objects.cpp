/// Statements that remove what pg_identify_object names. IF EXISTS stands in each, because an
/// earlier CASCADE may have taken it; whatever error is left is one to be told.
#include "postgres/scratch/objects.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "core/schema/quote.hpp"
#include "postgres/scratch/refusal.hpp"
#include "system/format.hpp"

namespace plumbline::postgres::scratch {

namespace {

constexpr std::string_view out_of_locks = "53200";
constexpr int rounds = 3;

struct Object {
  int turn = 0;
  std::string type;
  std::string schema;
  std::string identity;
  std::string described;
  std::string oid;
};

std::vector<Object> list_objects(Session& session) {
  const Rows rows = session.query(user_objects.text());
  std::vector<Object> objects;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    objects.push_back({.turn = std::stoi(rows.text(row, 0)),
                       .type = rows.text(row, 1),
                       .schema = rows.text(row, 2),
                       .identity = rows.text(row, 4),
                       .described = rows.text(row, 5),
                       .oid = rows.text(row, 6)});
  }
  return objects;
}

/// "" for what no statement of its own removes.
std::string removal(const Object& object) {
  static const std::map<std::string_view, std::string_view> words = {
      {"access method", "ACCESS METHOD"},
      {"aggregate", "ROUTINE"},
      {"cast", "CAST"},
      {"collation", "COLLATION"},
      {"conversion", "CONVERSION"},
      {"event trigger", "EVENT TRIGGER"},
      {"extension", "EXTENSION"},
      {"foreign table", "FOREIGN TABLE"},
      {"foreign-data wrapper", "FOREIGN DATA WRAPPER"},
      {"function", "ROUTINE"},
      {"index", "INDEX"},
      {"language", "LANGUAGE"},
      {"materialized view", "MATERIALIZED VIEW"},
      {"operator", "OPERATOR"},
      {"operator class", "OPERATOR CLASS"},
      {"operator family", "OPERATOR FAMILY"},
      {"procedure", "ROUTINE"},
      {"publication", "PUBLICATION"},
      {"schema", "SCHEMA"},
      {"sequence", "SEQUENCE"},
      {"server", "SERVER"},
      {"statistics object", "STATISTICS"},
      {"table", "TABLE"},
      {"text search configuration", "TEXT SEARCH CONFIGURATION"},
      {"text search dictionary", "TEXT SEARCH DICTIONARY"},
      {"text search parser", "TEXT SEARCH PARSER"},
      {"text search template", "TEXT SEARCH TEMPLATE"},
      {"type", "TYPE"},
      {"view", "VIEW"},
  };
  if (object.type == "large object")
    return system::format("SELECT pg_catalog.lo_unlink({})", object.oid);
  if (object.type == "transform") {  // "for integer on language plperl"
    constexpr std::string_view between = " on language ";
    const std::size_t at = object.identity.rfind(between);
    if (at == std::string::npos) return "";
    return system::format("DROP TRANSFORM IF EXISTS {} LANGUAGE {} CASCADE",
                          object.identity.substr(0, at),
                          quote_identifier(object.identity.substr(at + between.size())));
  }
  const auto found = words.find(object.type);
  if (found == words.end()) return "";
  return system::format("DROP {} IF EXISTS {}{}", found->second, object.identity,
                        object.type == "statistics object" ? "" : " CASCADE");
}

class Removal {
 public:
  Removal(Session& session, const std::function<void()>& before_each)
      : session_(session), before_each_(before_each) {}

  void run_turn(int turn);
  /// False when it has to be tried again, once less lies in it.
  bool renew_public_schema();
  void renew_plpgsql();
  std::vector<Kept> kept() const;

 private:
  /// What the server says when it refuses, "" when it does not.
  ErrorFields destroy(const std::string& sql);
  void remove(const Object& object, std::span<const Object> all);
  void remove_schema(const Object& object, std::span<const Object> all);
  void remove_default_privileges(const Object& object);
  void note(const Object& object, const ErrorFields& error);

  Session& session_;
  const std::function<void()>& before_each_;
  std::map<std::string, std::string> kept_;
};

ErrorFields Removal::destroy(const std::string& sql) {
  before_each_();
  Outcome outcome = session_.run(sql);
  return outcome.error ? std::move(outcome.error->fields) : ErrorFields{};
}

void Removal::note(const Object& object, const ErrorFields& error) {
  if (error.message.empty()) {
    kept_.erase(object.described);
  } else {
    kept_.insert_or_assign(object.described, error.message);
  }
}

/// One transaction needs a lock for each relation; a server has room for some thousands.
void Removal::remove_schema(const Object& object, std::span<const Object> all) {
  ErrorFields error = destroy(removal(object));
  if (error.sqlstate == out_of_locks) {
    constexpr int relations = 6;
    for (const Object& inside : all) {
      if (inside.turn == relations && inside.schema == object.identity) destroy(removal(inside));
    }
    error = destroy(removal(object));
  }
  note(object, error);
}

/// A row is gone once it says what holds anyway.
void Removal::remove_default_privileges(const Object& object) {
  const std::array<std::optional<std::string>, 1> parameters = {object.oid};
  const Rows rows = session_.query(
      "SELECT r.rolname, n.nspname, d.defaclobjtype,"
      " CASE WHEN a.grantee = 0 THEN NULL ELSE g.rolname END"
      " FROM pg_catalog.pg_default_acl d JOIN pg_catalog.pg_roles r ON r.oid = d.defaclrole"
      " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace"
      " LEFT JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) a ON true"
      " LEFT JOIN pg_catalog.pg_roles g ON g.oid = a.grantee WHERE d.oid = $1::pg_catalog.oid",
      parameters);
  if (rows.count() == 0) return;
  static const std::map<std::string_view, std::string_view> words = {
      {"r", "TABLES"}, {"S", "SEQUENCES"}, {"f", "FUNCTIONS"},
      {"T", "TYPES"},  {"n", "SCHEMAS"},   {"L", "LARGE OBJECTS"}};
  const std::string type = rows.text(0, 2);
  const auto word = words.find(type);
  if (word == words.end()) return;
  const std::string role = quote_identifier(rows.text(0, 0));
  std::string opening = "ALTER DEFAULT PRIVILEGES FOR ROLE " + role;
  if (rows.at(0, 1)) opening += " IN SCHEMA " + quote_identifier(rows.text(0, 1));
  std::string sql;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::string grantee = rows.at(row, 3) ? quote_identifier(rows.text(row, 3)) : "PUBLIC";
    sql += system::format("{} REVOKE ALL ON {} FROM {};", opening, word->second, grantee);
  }
  if (!rows.at(0, 1)) {
    sql += system::format("{} GRANT ALL ON {} TO {};", opening, word->second, role);
    if (type == "f") sql += opening + " GRANT EXECUTE ON FUNCTIONS TO PUBLIC;";
    if (type == "T") sql += opening + " GRANT USAGE ON TYPES TO PUBLIC;";
  }
  note(object, destroy(sql));
}

void Removal::remove(const Object& object, std::span<const Object> all) {
  if (object.type == "schema") return remove_schema(object, all);
  if (object.type == "default acl") return remove_default_privileges(object);
  const std::string sql = removal(object);
  if (!sql.empty()) note(object, destroy(sql));
}

void Removal::run_turn(int turn) {
  const std::vector<Object> objects = list_objects(session_);
  for (const Object& object : objects) {
    if (object.turn == turn) remove(object, objects);
  }
}

/// Before PostgreSQL 15 it belongs to the superuser, and what lies in it goes one by one.
bool Removal::renew_public_schema() {
  if (session_.server_version() < 150'000) return true;
  const ErrorFields error = destroy("DROP SCHEMA IF EXISTS public CASCADE");
  if (!error.message.empty()) {
    kept_.insert_or_assign("schema public", error.message);
    return false;
  }
  kept_.erase("schema public");
  session_.query(
      "CREATE SCHEMA public; ALTER SCHEMA public OWNER TO pg_database_owner;"
      "GRANT USAGE ON SCHEMA public TO PUBLIC;"
      "COMMENT ON SCHEMA public IS 'standard public schema'");
  return true;
}

void Removal::renew_plpgsql() {
  const Rows rows =
      session_.query("SELECT 1 FROM pg_catalog.pg_extension e WHERE e.extname = 'plpgsql'");
  if (rows.count() == 0) session_.run("CREATE EXTENSION plpgsql");
}

std::vector<Kept> Removal::kept() const {
  std::vector<Kept> list;
  for (const auto& [object, why] : kept_) list.push_back({.object = object, .why = why});
  return list;
}

}  // namespace

std::vector<Kept> remove_objects(Session& session, const std::function<void()>& before_each) {
  Removal removal(session, before_each);
  constexpr int schemas = 4;
  remove_subscriptions(session, before_each);
  bool is_public_new = false;
  for (int round = 0; round < rounds; ++round) {
    std::set<int> turns;
    for (const Object& object : list_objects(session)) turns.insert(object.turn);
    if (turns.empty() && is_public_new) break;
    for (const int turn : turns) {
      if (turn <= schemas) removal.run_turn(turn);
    }
    if (!is_public_new) is_public_new = removal.renew_public_schema();
    for (const int turn : turns) {
      if (turn > schemas) removal.run_turn(turn);
    }
  }
  removal.renew_plpgsql();
  return removal.kept();
}

void remove_subscriptions(Session& session, const std::function<void()>& before_each) {
  const Rows rows = session.query(
      "SELECT s.subname FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d"
      " ON d.oid = s.subdbid WHERE d.datname = pg_catalog.current_database()");
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::string name = quote_identifier(rows.text(row, 0));
    before_each();
    // Without a slot's name the publisher is not asked to drop it.
    for (const char* pattern : {" DISABLE", " SET (slot_name = NONE)"})
      session.run(system::format("ALTER SUBSCRIPTION {}{}", name, pattern));
    const Outcome outcome = session.run("DROP SUBSCRIPTION IF EXISTS " + name);
    if (!outcome.error) continue;
    throw refused(Refusal::reset_failed,
                  system::format("subscription \"{}\" of database \"{}\" cannot be dropped",
                                 rows.text(row, 0), session.database()),
                  outcome.error->fields.message);
  }
}

}  // namespace plumbline::postgres::scratch
