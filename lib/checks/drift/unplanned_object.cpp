#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checks/drift/live.hpp"
#include "core/format.hpp"
#include "core/schema/qualified_name.hpp"
#include "core/schema/system_names.hpp"

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
        return core::bare_name(object).find(core::bare_name(*of)) != std::string::npos ||
               core::is_system_name(schema_, object) || is_of_former_names(core::bare_name(object));
      default:
        return false;
    }
  }

  /// Named after its table and columns, when those were called otherwise: words that the files
  /// hold, and what PostgreSQL or SQLAlchemy puts around them.
  [[nodiscard]] bool is_of_former_names(std::string_view name) const {
    constexpr std::array labels = {"_pkey", "_fkey", "_key", "_idx", "_check", "_excl"};
    const std::size_t digit = name.find_last_not_of("0123456789");
    if (digit != std::string_view::npos) name = name.substr(0, digit + 1);
    bool is_chosen = name.starts_with("ix_");
    if (is_chosen) name.remove_prefix(3);
    for (const std::string_view label : labels) {
      if (is_chosen || !name.ends_with(label)) continue;
      name.remove_suffix(label.size());
      is_chosen = true;
    }
    return is_chosen && is_joined_words(name);
  }

  /// The words stand between underscores, and may hold some.
  [[nodiscard]] bool is_joined_words(std::string_view name) const {
    std::vector<std::size_t> starts = {0};
    for (std::size_t end = 0; end <= name.size(); ++end) {
      if (end < name.size() && name[end] != '_') continue;
      const bool is_reached = std::ranges::any_of(starts, [&](std::size_t start) {
        return start < end && vocabulary_.knows(name.substr(start, end - start));
      });
      if (is_reached) starts.push_back(end + 1);
    }
    return starts.back() == name.size() + 1;
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
