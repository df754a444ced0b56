#include "checks/crossing/row_questions.hpp"

#include <algorithm>

#include "core/schema/qualified_name.hpp"

namespace plumbline::checks {

using sql::Catalog;
using sql::Id;

namespace {

class Asking {
 public:
  Asking(const Catalog& catalog, const Schema& live, Id first_new)
      : catalog_(catalog), live_(live), first_new_(first_new) {}

  void ask_column(Id column) {
    if (!is_live(column)) return;
    RowQuestion question = about(catalog_[column].parent, RowQuestion::Kind::not_null);
    question.columns = {live_own(column)};
    questions.push_back(std::move(question));
  }

  void ask_constraint(Id constraint) {
    const Id table = catalog_[constraint].parent;
    if (!is_live(table) || catalog_[table].kind != ObjectKind::table) return;
    if (catalog_.has(constraint, "not_valid")) return;
    const std::string_view type = catalog_.value(constraint, "type");
    if (type == "unique" || type == "primary key") {
      add_columns(constraint, "columns", RowQuestion::Kind::unique);
    } else if (type == "foreign key") {
      add_foreign_key(constraint);
    } else if (type == "check") {
      add_check(constraint);
    }
  }

  void ask_index(Id index) {
    if (!is_live(catalog_[index].parent) || !catalog_.has(index, "unique")) return;
    if (catalog_.has(index, "predicate")) return;
    add_columns(index, "columns", RowQuestion::Kind::unique);
  }

  std::vector<RowQuestion> questions;

 private:
  [[nodiscard]] bool is_live(Id id) const { return id != Catalog::none && id < first_new_; }

  /// Ids of a loaded catalog are the schema's indexes behind the system's schemas.
  [[nodiscard]] const CatalogObject& live_object(Id id) const {
    return live_.objects()[id - (first_new_ - live_.objects().size())];
  }
  [[nodiscard]] std::string live_own(Id id) const {
    return core::own_identifier(live_object(id).name);
  }

  RowQuestion about(Id table, RowQuestion::Kind kind) const {
    RowQuestion question;
    question.kind = kind;
    question.schema = live_object(table).schema;
    question.table = live_own(table);
    return question;
  }

  /// False when one of them is new or an expression.
  bool read_columns(Id table, std::string_view list, std::vector<std::string>& names) const {
    for (const std::string_view item : core::list_items(list)) {
      const std::vector<std::string> parts = core::name_parts(item);
      if (parts.size() != 1 || item.find_first_of(" (") != std::string_view::npos) return false;
      const Id column = catalog_.part(table, ObjectKind::column, parts[0]);
      if (!is_live(column)) return false;
      names.push_back(live_own(column));
    }
    return !names.empty();
  }

  void add_columns(Id object, std::string_view property, RowQuestion::Kind kind) {
    const Id table = catalog_[object].parent;
    RowQuestion question = about(table, kind);
    if (read_columns(table, catalog_.value(object, property), question.columns)) {
      questions.push_back(std::move(question));
    }
  }

  void add_foreign_key(Id constraint) {
    const Id table = catalog_[constraint].parent;
    RowQuestion question = about(table, RowQuestion::Kind::foreign_key);
    const std::string_view references = catalog_.value(constraint, "references");
    const std::size_t bracket = references.rfind(" (");
    if (bracket == std::string_view::npos) return;
    const std::vector<std::string> names = core::name_parts(references.substr(0, bracket));
    if (names.size() != 2) return;
    const Id schema = catalog_.schema(names[0]);
    if (schema == Catalog::none) return;
    const Id other = catalog_.relation(schema, names[1]);
    if (!is_live(other) || catalog_[other].kind != ObjectKind::table) return;
    question.other_schema = live_object(other).schema;
    question.other_table = live_own(other);
    const std::string_view list = references.substr(bracket + 2, references.size() - bracket - 3);
    if (read_columns(table, catalog_.value(constraint, "columns"), question.columns) &&
        read_columns(other, list, question.other_columns)) {
      questions.push_back(std::move(question));
    }
  }

  void add_check(Id constraint) {
    const auto& values = catalog_[constraint].values;
    const auto found = std::ranges::find(values, "expression", &Catalog::Value::name);
    if (found == values.end() || !found->exact) return;
    // Columns that are new or renamed would be called otherwise in the database as it is.
    for (const Catalog::Need& need : catalog_[constraint].needs) {
      const bool is_column = catalog_[need.on].kind == ObjectKind::column;
      if (!is_column || !is_live(need.on) || live_own(need.on) != catalog_[need.on].own) return;
    }
    RowQuestion question = about(catalog_[constraint].parent, RowQuestion::Kind::check);
    question.expression = found->text;
    questions.push_back(std::move(question));
  }

  const Catalog& catalog_;
  const Schema& live_;
  Id first_new_;
};

}  // namespace

std::vector<RowQuestion> row_questions(const Catalog& catalog, const Schema& live, Id first_new,
                                       const TracedScript& traced) {
  const Catalog::Calm calm(catalog);
  std::vector<RowQuestion> all;
  for (std::size_t at = 0; at < traced.traces.size(); ++at) {
    const StatementVerdict& verdict = traced.script.verdicts[at];
    if (verdict.verdict != Verdict::unknown || !verdict.effects_known) continue;
    Asking asking(catalog, live, first_new);
    for (const sql::PropertyChange& change : traced.traces[at].changed) {
      const bool is_set = change.property == "not_null" && change.after == "true";
      if (is_set && catalog[change.object].kind == ObjectKind::column) {
        asking.ask_column(change.object);
      }
    }
    for (const sql::Id id : traced.traces[at].made) {
      if (!catalog.is_alive(id)) continue;
      if (catalog[id].kind == ObjectKind::constraint) asking.ask_constraint(id);
      if (catalog[id].kind == ObjectKind::index) asking.ask_index(id);
    }
    const Statement& statement = traced.script.list.statements[at];
    for (RowQuestion& question : asking.questions) {
      question.where = statement.where;
      question.end_line = statement.end_line;
      all.push_back(std::move(question));
    }
  }
  return all;
}

}  // namespace plumbline::checks
