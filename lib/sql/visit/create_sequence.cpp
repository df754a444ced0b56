/// CREATE SEQUENCE. Rules: DefineSequence of commands/sequence.c.
#include "sql/visit/create.hpp"
#include "sql/visit/sequences.hpp"

namespace plumbline::sql {

void apply_create_sequence(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  const Node relation = statement["sequence"];
  const std::string own = Session::identifier(relation.text("relname"));
  const bool is_temporary =
      relation.text("relpersistence") == "t" || relation.text("schemaname") == "pg_temp";
  const Node options = statement["options"];
  if (statement["ownerId"] || statement.flag("for_identity"))
    unknown("a sequence that was made for a column");
  if (statement.flag("if_not_exists")) {
    const Id schema = is_temporary ? Catalog::none : session.creation_schema(relation);
    if (const Id there = catalog.relation(schema, own); there != Catalog::none) {
      session.skipped.push_back({there, catalog.name(there)});
      return;
    }
  }
  if (relation.text("relpersistence") == "u" && session.version() < 150000)
    fail("0A000", "unlogged sequences are not supported");
  SequenceFacts facts;
  change_sequence_facts(session, facts, options, SequenceUse::plain, true);
  const Id schema = is_temporary ? Catalog::none : session.creation_schema(relation);
  const Id sequence = make_sequence(session, schema, own, facts);
  if (relation.text("relpersistence") == "u") catalog.set(sequence, "persistence", "unlogged");
  set_owned_by(session, sequence, options, SequenceUse::plain);
}

}  // namespace plumbline::sql
