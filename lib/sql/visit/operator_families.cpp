/// Operator classes and families. Only empty families are carried out: what a class may hold is the
/// access method's own code. Rules: commands/opclasscmds.c.
#include "sql/quoted.hpp"
#include "sql/types/system_catalog.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/objects.hpp"

namespace plumbline::sql {

namespace {

void require_method(const Session& session, const std::string& name) {
  const auto system = find_access_method(name, session.version() / 10'000);
  if (system && system->is_index &&
      (system->extension.empty() || session.catalog.find(ObjectKind::extension, Catalog::none,
                                                         system->extension) != Catalog::none))
    return;
  if (session.catalog.find(ObjectKind::access_method, Catalog::none, name) != Catalog::none)
    unknown("an access method of a user");
  fail("42704", "access method " + quoted(name) + " does not exist");
}

std::string described(const Node& names, std::string_view method, const EffectsOf& effects) {
  return effects.name_of_list(names) + " USING " + std::string(method);
}

}  // namespace

void describe_operator_class(const Node& statement, EffectsOf& effects) {
  effects.creates("operator-class",
                  described(statement["opclassname"], statement.text("amname"), effects));
}

void create_operator_class(const Node& statement, Session& session) {
  std::string own;
  const Id schema = session.creation_schema(statement["opclassname"], own);
  const std::string method(statement.text("amname"));
  require_method(session, method);
  session.require_superuser("must be superuser to create an operator class");
  static_cast<void>(schema);
  unknown("what an operator class holds");
}

void describe_operator_family(const Node& statement, EffectsOf& effects) {
  effects.creates("operator-family",
                  described(statement["opfamilyname"], statement.text("amname"), effects));
}

void create_operator_family(const Node& statement, Session& session) {
  std::string own;
  const Id schema = session.creation_schema(statement["opfamilyname"], own);
  const std::string method(statement.text("amname"));
  require_method(session, method);
  session.require_superuser("must be superuser to create an operator family");
  Catalog& catalog = session.catalog;
  const std::string suffix = " USING " + catalog.quote(method);
  if (catalog.find(ObjectKind::operator_family, schema, own, suffix) != Catalog::none) {
    fail("42710", "operator family " + quoted(own) + " for access method " + quoted(method) +
                      " already exists");
  }
  const Id id = catalog.create(ObjectKind::operator_family, schema, own, suffix);
  session.own(id);
}

void describe_alter_operator_family(const Node& statement, EffectsOf& effects) {
  effects.alters("operator-family",
                 described(statement["opfamilyname"], statement.text("amname"), effects));
}

void alter_operator_family(const Node& statement, Session& session) {
  require_method(session, std::string(statement.text("amname")));
  unknown("what an operator family holds");
}

}  // namespace plumbline::sql
