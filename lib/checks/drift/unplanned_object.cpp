#include <algorithm>
#include <map>
#include <string>

#include "checks/drift/live.hpp"
#include "core/format.hpp"
#include "core/schema/qualified_name.hpp"

namespace plumbline::checks::drift {

namespace {

class Unplanned {
 public:
  Unplanned(const Schema& schema, const core::Vocabulary& vocabulary)
      : schema_(schema), vocabulary_(vocabulary) {}

  std::vector<Finding> find() {
    judge_schemas();
    for (const CatalogObject& object : schema_.objects()) {
      if (object.kind == ObjectKind::schema || is_of_foreign_schema(object)) continue;
      if (is_judged(object) && !is_known(object)) tell(object);
    }
    return std::move(findings_);
  }

 private:
  /// Kinds that changes make by name.
  static bool is_judged(const CatalogObject& object) {
    switch (object.kind) {
      case ObjectKind::sequence:
        return !object.has("owned_by") && !object.has("identity");
      case ObjectKind::extension:
      case ObjectKind::type:
      case ObjectKind::enumeration:
      case ObjectKind::domain:
      case ObjectKind::function:
      case ObjectKind::procedure:
      case ObjectKind::aggregate:
      case ObjectKind::table:
      case ObjectKind::foreign_table:
      case ObjectKind::view:
      case ObjectKind::materialized_view:
      case ObjectKind::index:
      case ObjectKind::column:
      case ObjectKind::constraint:
      case ObjectKind::trigger:
      case ObjectKind::policy:
      case ObjectKind::rule:
        return true;
      default:
        return false;
    }
  }

  [[nodiscard]] bool is_named(const CatalogObject& object) const {
    return vocabulary_.knows(core::bare_name(object));
  }

  [[nodiscard]] const CatalogObject* parent(const CatalogObject& object) const {
    return object.parent == no_object ? nullptr : &schema_.objects()[object.parent];
  }

  [[nodiscard]] bool is_known(const CatalogObject& object) const {
    if (is_named(object) || object.has("inherited") || object.has("partition_of")) return true;
    const CatalogObject* of = parent(object);
    if (of == nullptr) return false;
    if (!is_known_table(*of)) return true;  // its table is told, or follows another
    switch (object.kind) {
      case ObjectKind::column:  // a view's come from its query
        return of->kind != ObjectKind::table && of->kind != ObjectKind::foreign_table;
      case ObjectKind::index:
      case ObjectKind::constraint:
        // Named after its table, as PostgreSQL and Alembic do where nobody names it.
        return core::bare_name(object).find(core::bare_name(*of)) != std::string::npos;
      default:
        return false;
    }
  }

  [[nodiscard]] bool is_known_table(const CatalogObject& table) const {
    return is_named(table) && !table.has("partition_of");
  }

  /// A schema that no file names, nor anything in it, belongs to somebody else.
  void judge_schemas() {
    std::map<std::string_view, std::size_t> strange;
    for (const CatalogObject& object : schema_.objects()) {
      if (object.kind == ObjectKind::schema) {
        if (!is_named(object) && object.name != "public") strange.emplace(object.schema, 0);
      } else if (is_judged(object) && object.parent == no_object) {
        const auto found = strange.find(object.schema);
        if (found == strange.end()) continue;
        if (is_named(object)) {
          strange.erase(found);
        } else {
          ++found->second;
        }
      }
    }
    for (const auto& [name, count] : strange) {
      findings_.push_back(make_finding(
          "drift/unexpected-object",
          core::format("schema {} and its {} object{} are named by no change of any tree", name,
                       count, count == 1 ? "" : "s")));
      findings_.back().severity = Severity::warning;
      findings_.back().object = name;
    }
    foreign_ = std::move(strange);
  }

  [[nodiscard]] bool is_of_foreign_schema(const CatalogObject& object) const {
    return foreign_.contains(object.schema);
  }

  void tell(const CatalogObject& object) {
    findings_.push_back(make_finding(
        "drift/unexpected-object",
        core::format("{} {} is named by no change of any tree, so none can have made it",
                     kind_name(object.kind), object.name)));
    findings_.back().severity = Severity::warning;
    findings_.back().object = object.name;
  }

  const Schema& schema_;
  const core::Vocabulary& vocabulary_;
  std::map<std::string_view, std::size_t> foreign_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> unplanned_objects(const Schema& schema, const core::Vocabulary& vocabulary) {
  if (vocabulary.is_empty()) return {};
  return Unplanned(schema, vocabulary).find();
}

}  // namespace plumbline::checks::drift
