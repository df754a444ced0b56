/// definition() beside the server's own pg_get_…def, on every server version at hand, for the
/// hundreds of objects that the files of definition/ make.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/builder.hpp"
#include "core/schema/definition/kinds.hpp"
#include "definition/corpus.hpp"
#include "plumbline/schema.hpp"
#include "postgres/connection.hpp"

namespace {

using plumbline::capture_schema;
using plumbline::CatalogObject;
using plumbline::definition;
using plumbline::kind_name;
using plumbline::ObjectKind;
using plumbline::Schema;
using plumbline::Target;
using plumbline::core::name_part;
using plumbline::core::Subject;
using plumbline::postgres::FixedSql;
using plumbline::postgres::Rows;
using plumbline::tests::build_corpus;
using plumbline::tests::Database;
using plumbline::tests::for_each_server;
using plumbline::tests::PostgresServer;

/// What of our rendering is compared with the server's text.
enum class Compared { whole, bare_constraint, query, partition_key };

struct Question {
  ObjectKind kind;
  Compared compared;
  FixedSql sql;  ///< schema, relation or "", name, what follows the name, text
};

const Question questions[] = {
    {ObjectKind::index, Compared::whole,
     "SELECT n.nspname, '', c.relname, '', pg_get_indexdef(c.oid) FROM pg_class c"
     " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid >= 16384"
     " AND c.relkind IN ('i', 'I') AND n.nspname !~ '^pg_' AND NOT EXISTS"
     " (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))"},
    {ObjectKind::constraint, Compared::bare_constraint,
     "SELECT n.nspname, coalesce(c.relname, t.typname), k.conname, '', pg_get_constraintdef(k.oid)"
     " FROM pg_constraint k LEFT JOIN pg_class c ON c.oid = k.conrelid"
     " LEFT JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = k.connamespace"
     " WHERE k.oid >= 16384 AND n.nspname !~ '^(pg_|information_schema)' AND k.contype <> 't'"
     // Those that follow from a key of or to a partitioned table.
     " AND NOT (k.contype = 'f' AND k.conparentid <> 0)"
     " AND NOT (k.contype = 'n' AND k.coninhcount > 0 AND NOT k.conislocal)"},
    {ObjectKind::trigger, Compared::whole,
     "SELECT n.nspname, c.relname, t.tgname, '', pg_get_triggerdef(t.oid) FROM pg_trigger t"
     " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
     " WHERE NOT t.tgisinternal AND coalesce(to_jsonb(t) ->> 'tgparentid', '0') = '0'"},
    {ObjectKind::rule, Compared::whole,
     "SELECT n.nspname, c.relname, r.rulename, '', pg_get_ruledef(r.oid) FROM pg_rewrite r"
     " JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace"
     " WHERE r.oid >= 16384 AND r.rulename <> '_RETURN'"},
    {ObjectKind::view, Compared::query,
     "SELECT n.nspname, '', c.relname, '', pg_get_viewdef(c.oid) FROM pg_class c"
     " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid >= 16384 AND c.relkind = 'v'"},
    {ObjectKind::materialized_view, Compared::query,
     "SELECT n.nspname, '', c.relname, '', pg_get_viewdef(c.oid) FROM pg_class c"
     " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid >= 16384 AND c.relkind = 'm'"
     " AND c.relispopulated"},
    {ObjectKind::table, Compared::partition_key,
     "SELECT n.nspname, '', c.relname, '', pg_get_partkeydef(c.oid) FROM pg_class c"
     " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'p'"},
    {ObjectKind::statistics, Compared::whole,
     "SELECT n.nspname, '', s.stxname, '', pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s"
     " JOIN pg_namespace n ON n.oid = s.stxnamespace"},
    {ObjectKind::function, Compared::whole,
     "SELECT n.nspname, '', p.proname, '(' || oidvectortypes(p.proargtypes) || ')',"
     " pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
     " WHERE p.oid >= 16384 AND p.prokind IN ('f', 'w') AND NOT EXISTS"
     " (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid"
     " AND d.deptype IN ('i', 'e'))"},
    {ObjectKind::procedure, Compared::whole,
     "SELECT n.nspname, '', p.proname, '(' || oidvectortypes(p.proargtypes) || ')',"
     " pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
     " WHERE p.oid >= 16384 AND p.prokind = 'p'"},
};

std::string rendered(const Schema& schema, const CatalogObject& object, Compared compared) {
  switch (compared) {
    case Compared::bare_constraint:
      return constraint_text(Subject(schema, object));
    case Compared::query:
      return std::string(object.property("query")) + ';';
    case Compared::partition_key:
      return std::string(object.property("partition_key"));
    default:
      return definition(schema, object);
  }
}

std::string name_of(const Rows& rows, std::size_t row) {
  std::string name = name_part(rows.text(row, 0));
  for (const std::size_t column : {1U, 2U}) {
    if (const std::string part = rows.text(row, column); !part.empty())
      name += '.' + name_part(part);
  }
  return name + rows.text(row, 3);
}

/// Those of pg_constraint that say no more than not_null of a column (18) or a domain (17).
bool is_plain_not_null(const Schema& schema, std::string_view name, std::string_view text) {
  return schema.source().server_version >= 170'000 && text.starts_with("NOT NULL") &&
         (name.ends_with("_not_null") || name.ends_with("_not_null\""));
}

void compare(const Schema& schema, Target& target, const Question& question) {
  const Rows rows = target.connection().query(question.sql);
  std::set<std::string> compared;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::string name = name_of(rows, row);
    CAPTURE(kind_name(question.kind));
    CAPTURE(name);
    const CatalogObject* const object = schema.find(question.kind, name);
    if (object == nullptr && is_plain_not_null(schema, name, rows.text(row, 4))) continue;
    CHECK(object != nullptr);
    if (object == nullptr) continue;
    CHECK(rendered(schema, *object, question.compared) == rows.text(row, 4));
    compared.insert(name);
  }
  MESSAGE(kind_name(question.kind), ": ", compared.size(), " equal to the server's");
  if (question.compared == Compared::partition_key) return;
  for (const CatalogObject& object : schema.objects()) {
    if (object.kind != question.kind || object.has("not_populated")) continue;
    CAPTURE(kind_name(question.kind));
    CAPTURE(object.name);
    CHECK(compared.contains(std::string(object.name)));
  }
}

}  // namespace

TEST_CASE("definitions are equal to what the server says") {
  for_each_server([](const PostgresServer& server) {
    CAPTURE(server.version());
    const Database database(server, "definitions");
    build_corpus(database);
    Target target = database.open();
    const Schema schema = capture_schema(target);
    CHECK(schema.source().unchecked.empty());
    for (const Question& question : questions) compare(schema, target, question);
  });
}
