#include "sql/drop.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "core/schema/kinds.hpp"

namespace plumbline::sql {

namespace {

constexpr unsigned is_wanted = 1;   // named by the statement
constexpr unsigned is_along = 2;    // goes without a word
constexpr unsigned is_needing = 4;  // needs CASCADE

constexpr ObjectKind part_kinds[] = {ObjectKind::column,  ObjectKind::constraint,
                                     ObjectKind::trigger, ObjectKind::policy,
                                     ObjectKind::rule,    ObjectKind::index};

class Drop {
 public:
  explicit Drop(Session& session) : session_(session), catalog_(session.catalog) {}

  void want(Id id) { flag(id, is_wanted); }

  void collect() {
    while (!queue_.empty()) {
      const Id id = queue_.back();
      queue_.pop_back();
      for (const ObjectKind kind : part_kinds) {
        for (const Id part : catalog_.parts(id, kind)) flag(part, is_along);
      }
      for (const Id dependent : catalog_.dependents(id)) add_dependent(dependent, id);
      if (catalog_[id].kind == ObjectKind::schema) add_members(id);
    }
  }

  /// What is a part of something else than the statement names.
  void refuse_internal(std::span<const Id> wanted) const {
    for (const Id id : wanted) {
      for (const Catalog::Need& need : catalog_[id].needs) {
        if (need.tie != Tie::internal || flags_.contains(need.on)) continue;
        fail("2BP01",
             "cannot drop " + described(id) + " because " + described(need.on) + " requires it");
      }
    }
  }

  void refuse_dependents(std::span<const Id> wanted) const {
    const bool is_needed = !defaults_.empty() || std::ranges::any_of(flags_, [](const auto& entry) {
      return entry.second == is_needing;
    });
    if (!is_needed) return;
    for (const auto& [id, how] : flags_) {
      if (how == is_needing && catalog_.is_doubtful(catalog_.name(id)))
        unknown("whether " + catalog_.name(id) + " is there still");
    }
    fail("2BP01",
         wanted.size() == 1
             ? "cannot drop " + described(wanted[0]) + " because other objects depend on it"
             : "cannot drop desired object(s) because other objects depend on them");
  }

  void carry_out() {
    for (const auto& [column, on] : defaults_) {
      if (flags_.contains(column)) continue;
      catalog_.set(column, "default", "");
      catalog_.forget_need(column, on);
    }
    // Parts first, so that columns still know whose they are.
    for (const bool parts : {true, false}) {
      for (const auto& [id, flags] : flags_) {
        if (core::is_part(catalog_[id].kind) == parts) remove(id);
      }
    }
  }

  /// Defaults that only what is dropped anyway has do not stand in the way.
  void forget_own_defaults() {
    std::erase_if(defaults_, [&](const auto& entry) { return flags_.contains(entry.first); });
  }

 private:
  void flag(Id id, unsigned how) {
    unsigned& flags = flags_[id];
    if (flags == 0) queue_.push_back(id);
    flags |= how;
  }

  void add_dependent(Id dependent, Id on) {
    const Catalog::Object& object = catalog_[dependent];
    if (object.kind == ObjectKind::publication) return;  // goes on without it
    bool is_automatic = false;
    for (const Catalog::Need& need : object.needs) {
      if (need.on == on && need.tie != Tie::normal) is_automatic = true;
    }
    if (object.kind == ObjectKind::column && !is_automatic && is_for_default(dependent, on)) {
      defaults_.emplace_back(dependent, on);
      return;
    }
    flag(dependent, is_automatic ? is_along : is_needing);
  }

  /// Whether the column needs it for its default alone, which then goes instead of the column.
  [[nodiscard]] bool is_for_default(Id column, Id on) const {
    const Catalog::Object& needed = catalog_[on];
    if (needed.kind == ObjectKind::collation) return false;
    if (catalog_.value(column, "type").find(catalog_.sql_name(on)) != std::string_view::npos) {
      return false;
    }
    return catalog_.has(column, "default");
  }

  void add_members(Id schema) {
    for (const Id member : catalog_.members(schema)) flag(member, is_needing);
    const std::string place = " in schema " + catalog_.quote(catalog_[schema].own) + " on ";
    for (const Id id : catalog_.all(ObjectKind::default_privileges)) {
      if (catalog_[id].own.find(place) != std::string_view::npos) flag(id, is_along);
    }
  }

  void remove(Id id) {
    if (!catalog_.is_alive(id)) return;
    const ObjectKind kind = catalog_[id].kind;
    if (kind == ObjectKind::table || kind == ObjectKind::schema) {
      const std::string property =
          std::string(kind == ObjectKind::table ? "table:" : "schema:") + catalog_.sql_name(id);
      for (const Id publication : catalog_.all(ObjectKind::publication)) {
        if (catalog_.has(publication, property)) catalog_.set_named(publication, property, "");
      }
    } else if (kind == ObjectKind::index || kind == ObjectKind::constraint) {
      const Id table = catalog_[id].parent;
      if (catalog_.is_alive(table) &&
          catalog_.value(table, "cluster_on") == catalog_.quote(catalog_[id].own)) {
        catalog_.set(table, "cluster_on", "");
      }
    }
    catalog_.remove(id);
  }

  /// As getObjectDescription: "table a", "column id of table a".
  [[nodiscard]] std::string described(Id id) const {
    const Catalog::Object& object = catalog_[id];
    std::string text(Session::kind_word(object.kind));
    if (!core::is_part(object.kind)) return text + ' ' + session_.visible_name(id);
    const std::string_view link =
        object.kind == ObjectKind::column || object.kind == ObjectKind::constraint ? " of "
                                                                                   : " on ";
    return text.append(1, ' ')
        .append(catalog_.quote(object.own))
        .append(link)
        .append(described(object.parent));
  }

  Session& session_;
  Catalog& catalog_;
  std::map<Id, unsigned> flags_;
  std::vector<Id> queue_;
  std::vector<std::pair<Id, Id>> defaults_;  // column, and what its default needs
};

}  // namespace

void drop_objects(Session& session, std::span<const Id> objects, bool cascade) {
  Drop drop(session);
  for (const Id id : objects) drop.want(id);
  drop.collect();
  drop.forget_own_defaults();
  drop.refuse_internal(objects);
  if (!cascade) drop.refuse_dependents(objects);
  drop.carry_out();
}

}  // namespace plumbline::sql
