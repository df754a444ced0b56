/// COMMENT ON and SECURITY LABEL. Rules: CommentObject (commands/comment.c), ExecSecLabelStmt.
#include "core/schema/builder.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"

namespace plumbline::sql {

namespace {

std::string described_object(EffectsOf& effects, const Node& statement) {
  const std::string_view type = statement.text("objtype");
  return std::string(effect_kind(type)) + ' ' + effect_name(effects, type, statement["object"]);
}

/// An attribute of a composite type has its comment at the type.
bool comment_on_attribute(const Node& object, std::string_view comment, Session& session) {
  if (object.size() < 2) return false;
  const Id type = find_relation_named(session, named(object, object.size() - 1));
  if (type == Catalog::none || session.catalog[type].kind != ObjectKind::type) return false;
  const std::string own = Session::identifier(object.at(object.size() - 1).as_text());
  bool is_there = false;
  for (const Attribute& attribute : composite_attributes(session, type))
    is_there |= attribute.name == own;
  if (!is_there) {
    fail("42703", "column \"" + own + "\" of relation \"" + std::string(session.catalog[type].own) +
                      "\" does not exist");
  }
  session.require_owner(type);
  session.catalog.set_keyed(type, "attribute_comment:", own, comment);
  return true;
}

void check_column_owner(const Session& session, Id column) {
  const Id relation = session.catalog[column].parent;
  if (session.catalog[relation].kind == ObjectKind::sequence) {
    fail("42809",
         "cannot set comment on relation \"" + std::string(session.catalog[relation].own) + "\"");
  }
}

}  // namespace

void describe_comment(const Node& statement, EffectsOf& effects) {
  const std::string_view type = statement.text("objtype");
  const std::string name = effect_name(effects, type, statement["object"]);
  effects.requires_(effect_kind(type), name);
  if (statement.text("comment").empty()) {
    effects.drops("comment", described_object(effects, statement));
  } else {
    effects.creates("comment", described_object(effects, statement));
  }
}

void apply_comment(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  const std::string_view type = statement.text("objtype");
  const std::string_view comment = statement.text("comment");
  if (type == "OBJECT_DATABASE") unknown("whether this is that database");
  if (type == "OBJECT_LARGEOBJECT") unknown("large objects are not simulated");
  const Node object = statement["object"];
  if (type == "OBJECT_COLUMN" && comment_on_attribute(object, comment, session)) return;
  const Id id = find_object(session, type, object);
  if (type == "OBJECT_ROLE") {
    if (!session.is_superuser) unknown("whether the role may create roles");
  } else {
    session.require_owner(id);
  }
  if (type == "OBJECT_COLUMN") check_column_owner(session, id);
  if (catalog[id].is_system) return;  // of what is temporary, or the system's
  const ObjectKind kind = catalog[id].kind;
  if (type == "OBJECT_INDEX" && kind == ObjectKind::constraint) {
    catalog.set(id, "index_comment", comment);
    return;
  }
  const bool is_row_type = (type == "OBJECT_TYPE") && kind != ObjectKind::type &&
                           kind != ObjectKind::enumeration && kind != ObjectKind::domain;
  if (is_row_type) return;  // no snapshot has it
  const bool is_initdb = kind == ObjectKind::schema && comment == "standard public schema";
  catalog.set(id, "comment", is_initdb ? std::string_view() : comment);
}

void describe_label(const Node& statement, EffectsOf& effects) {
  const std::string_view type = statement.text("objtype");
  effects.alters(effect_kind(type), effect_name(effects, type, statement["object"]));
}

void apply_label(const Node& statement, Session& session) {
  (void)session;
  const std::string provider(statement.text("provider"));
  if (provider.empty()) fail("22023", "no security label providers have been loaded");
  fail("22023", "security label provider \"" + provider + "\" is not loaded");
}

}  // namespace plumbline::sql
