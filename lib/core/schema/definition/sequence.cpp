/// Sequences, and what identity columns say of theirs.
#include <string>

#include "core/schema/builder.hpp"
#include "core/schema/definition/kinds.hpp"

namespace plumbline::core {

namespace {

/// `prefix`: "" or "identity_".
std::string numbers(const Subject& of, const std::string& prefix) {
  Sql text("");
  text.clause(" START WITH ", of.value(prefix + "start"))
      .clause(" INCREMENT BY ", of.value(prefix + "increment"))
      .clause(" MINVALUE ", of.value(prefix + "minimum"))
      .clause(" MAXVALUE ", of.value(prefix + "maximum"))
      .clause(" CACHE ", of.value(prefix + "cache"))
      .add_if(of.has(prefix + "cycle"), " CYCLE");
  return std::move(text).take();
}

/// The sequence of an identity column, when it is not called as PostgreSQL would call it.
const CatalogObject* renamed_sequence(const Subject& column) {
  const Schema& schema = column.schema();
  const CatalogObject* const table = column.parent();
  if (table == nullptr) return nullptr;
  const Subject of(schema, *table);
  std::string usual = name_part(of.identifier() + '_' + column.identifier() + "_seq");
  if (!table->schema.empty() && !schema.source().relative)
    usual = name_part(table->schema) + '.' + usual;
  const std::string_view owner = column.object().name;
  const CatalogObject* const found = schema.find(ObjectKind::sequence, usual);
  if (found != nullptr && found->property("identity") == owner) return nullptr;
  for (const ObjectGroup& group : schema.groups()) {
    if (group.kind != ObjectKind::sequence) continue;
    for (const CatalogObject& sequence : schema.objects().subspan(group.first, group.count)) {
      if (sequence.property("identity") == owner) return &sequence;
    }
  }
  return nullptr;
}

}  // namespace

/// "" for one that its identity column brings along.
std::string sequence_definition(const Subject& sequence) {
  if (sequence.has("identity")) return {};
  Sql text(sequence.value("persistence") == "unlogged" ? "CREATE UNLOGGED SEQUENCE "
                                                       : "CREATE SEQUENCE ");
  text.add(sequence.name()).clause(" AS ", sequence.value("type")).add(numbers(sequence, ""));
  return std::move(text).take();
}

std::string identity_options(const Subject& column) {
  Sql text("");
  const CatalogObject* const sequence = renamed_sequence(column);
  if (sequence != nullptr)
    text.clause(" SEQUENCE NAME ", Subject(column.schema(), *sequence).name());
  text.add(numbers(column, "identity_"));
  const std::string options = std::move(text).take();
  return options.empty() ? options : options.substr(1);
}

}  // namespace plumbline::core
