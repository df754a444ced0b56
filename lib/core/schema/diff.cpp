/// The comparator: pairs what belongs together, compares properties, leaves out what follows of
/// itself, and looks for renames. Each step is a file of its own beside this one.
#include "plumbline/diff.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/format.hpp"
#include "core/schema/canonical.hpp"
#include "core/schema/column_order.hpp"
#include "core/schema/diff_consequences.hpp"
#include "core/schema/diff_filter.hpp"
#include "core/schema/diff_majors.hpp"
#include "core/schema/diff_matches.hpp"
#include "core/schema/diff_pairs.hpp"
#include "core/schema/diff_renames.hpp"
#include "core/schema/diff_unread.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/qualified_name.hpp"
#include "plumbline/error.hpp"

namespace plumbline {

namespace {

using core::ObjectPair;
using core::PropertyChange;

constexpr int version_of_major = 10000;

/// What an absent property means. Of rights: those that nobody took away or gave.
std::string absent_value(const CatalogObject& object, std::string_view property) {
  constexpr std::string_view grant = "grant:";
  if (!property.starts_with(grant)) return std::string(core::default_value(object.kind, property));
  const std::string_view role = property.substr(grant.size());
  return role == "PUBLIC" || role == object.property("owner") ? "default" : "none";
}

class Comparison {
 public:
  Comparison(const Schema& old, const Schema& now, const DiffOptions& options)
      : old_(old),
        now_(now),
        options_(options),
        filter_(options, old, now),
        unread_(old.source(), now.source()) {
    diff_.old_source = old.source();
    diff_.new_source = now.source();
    diff_.old_fingerprint = old.fingerprint();
    diff_.new_fingerprint = now.fingerprint();
    diff_.unchecked = unread_.list();
    const int old_major = old.source().server_version / version_of_major;
    const int now_major = now.source().server_version / version_of_major;
    is_across_majors_ = old_major != 0 && now_major != 0 && old_major != now_major;
  }

  Diff run() && {
    core::ObjectPairs pairs = core::ObjectPairing(old_, now_, options_.column_order).take();
    leave_out(pairs);
    const std::vector<core::Match> matches =
        core::match_by_definition(old_, now_, pairs, options_.system_names);
    const core::OneSided missing(old_, pairs.missing);
    const core::OneSided unexpected(now_, pairs.unexpected);
    std::vector<PropertyChange> changes = compare(pairs.both);
    core::drop_consequences(missing, unexpected, changes);
    drop_followers(pairs.missing, missing, now_);
    drop_followers(pairs.unexpected, unexpected, old_);
    const std::vector<ObjectPair> renames =
        core::find_renames(old_, now_, pairs.missing, pairs.unexpected, filter_);
    add_one_sided(pairs, renames);
    core::RenamedTexts renamed(old_, now_, renames, matches);
    for (const PropertyChange& change : changes) {
      if (change.object->kind == ObjectKind::extension && change.property == "schema" &&
          change.old != nullptr && change.now != nullptr) {
        renamed.add_moved_extension(old_, change.old->value, now_, change.now->value);
      }
    }
    add_changes(changes, renamed);
    for (const core::Match& match : matches) {
      if (!match.is_silent) add_rename(match.pair);
    }
    if (options_.column_order) add_moved_columns(pairs.both);
    std::ranges::sort(diff_.differences, {}, [](const Difference& one) {
      return std::tie(one.kind, one.object, one.change, one.property);
    });
    return std::move(diff_);
  }

 private:
  [[nodiscard]] bool is_wanted(const Schema& schema, ObjectIndex index) const {
    const CatalogObject& object = schema.objects()[index];
    return filter_.wants(schema, object) && !unread_.covers(schema, object);
  }

  void leave_out(core::ObjectPairs& pairs) const {
    std::erase_if(pairs.missing, [&](ObjectIndex index) { return !is_wanted(old_, index); });
    std::erase_if(pairs.unexpected, [&](ObjectIndex index) { return !is_wanted(now_, index); });
    std::erase_if(pairs.both, [&](const ObjectPair& pair) {
      return pair.old != no_object ? !is_wanted(old_, pair.old) : !is_wanted(now_, pair.now);
    });
  }

  static void drop_followers(std::vector<ObjectIndex>& list, const core::OneSided& here,
                             const Schema& there) {
    std::erase_if(list, [&](ObjectIndex index) {
      return core::follows_from_others(here, there, here.schema().objects()[index]);
    });
  }

  std::vector<PropertyChange> compare(const std::vector<ObjectPair>& pairs) const {
    std::vector<PropertyChange> changes;
    for (const ObjectPair& pair : pairs) compare(pair, changes);
    return changes;
  }

  static bool is_same(ObjectKind kind, const Property& old, const Property& now) {
    if (old.value == now.value) return true;
    if (core::property_class(kind, old.name) != core::PropertyClass::expression) return false;
    const auto canonical = [](std::string_view value) {
      return core::canonical_expression(value).value_or(std::string(value));
    };
    return canonical(old.value) == canonical(now.value);
  }

  /// Merges two sorted lists of properties.
  void compare(const ObjectPair& pair, std::vector<PropertyChange>& changes) const {
    const CatalogObject* old = pair.old == no_object ? nullptr : &old_.objects()[pair.old];
    const CatalogObject* now = pair.now == no_object ? nullptr : &now_.objects()[pair.now];
    const auto olds = old == nullptr ? std::span<const Property>() : old->properties;
    const auto nows = now == nullptr ? std::span<const Property>() : now->properties;
    const CatalogObject* object = old != nullptr ? old : now;
    auto i = olds.begin();
    auto k = nows.begin();
    while (i != olds.end() || k != nows.end()) {
      const bool takes_old = i != olds.end() && (k == nows.end() || i->name <= k->name);
      const bool takes_now = k != nows.end() && (i == olds.end() || k->name <= i->name);
      PropertyChange change{
          .pair = pair, .object = object, .property = takes_old ? i->name : k->name};
      if (takes_old) change.old = &*i++;
      if (takes_now) change.now = &*k++;
      if (takes_old && takes_now && is_same(object->kind, *change.old, *change.now)) continue;
      if (!filter_.wants_property(object->kind, change.property)) continue;
      if (unread_.covers_property(*object, change.property)) continue;
      changes.push_back(change);
    }
  }

  void add_one_sided(const core::ObjectPairs& pairs, const std::vector<ObjectPair>& renames) {
    std::map<ObjectIndex, ObjectIndex> now_of;
    std::map<ObjectIndex, ObjectIndex> old_of;
    for (const ObjectPair& pair : renames) {
      now_of.emplace(pair.old, pair.now);
      old_of.emplace(pair.now, pair.old);
    }
    const auto add = [&](DifferenceKind change, const Schema& schema, ObjectIndex index,
                         const Schema& other, const std::map<ObjectIndex, ObjectIndex>& hints) {
      const CatalogObject& object = schema.objects()[index];
      Difference difference{
          .change = change, .kind = object.kind, .object = std::string(object.name)};
      const auto hint = hints.find(index);
      if (hint != hints.end()) difference.rename_hint = other.objects()[hint->second].name;
      diff_.differences.push_back(std::move(difference));
    };
    for (const ObjectIndex index : pairs.missing)
      add(DifferenceKind::missing, old_, index, now_, now_of);
    for (const ObjectIndex index : pairs.unexpected)
      add(DifferenceKind::unexpected, now_, index, old_, old_of);
  }

  void add_changes(const std::vector<PropertyChange>& changes, const core::RenamedTexts& renamed) {
    for (const PropertyChange& change : changes) {
      const CatalogObject& object = *change.object;
      const Schema& schema = change.pair.old != no_object ? old_ : now_;
      if (change.old != nullptr && change.now != nullptr) {
        if (renamed.explains(schema, object, change.property, change.old->value, change.now->value))
          continue;
        if (is_across_majors_ && core::is_printed_otherwise(object.kind, change.property,
                                                            change.old->value, change.now->value))
          continue;
        if (is_across_majors_ &&
            core::property_class(object.kind, change.property) == core::PropertyClass::expression) {
          add_incomparable(change);
          continue;
        }
      }
      add_change(change);
    }
  }

  void add_change(const PropertyChange& change) {
    const CatalogObject& old =
        change.pair.old == no_object ? *change.object : old_.objects()[change.pair.old];
    const CatalogObject& now =
        change.pair.now == no_object ? *change.object : now_.objects()[change.pair.now];
    diff_.differences.push_back(
        {.change = DifferenceKind::changed,
         .kind = change.object->kind,
         .object = std::string(change.object->name),
         .property = std::string(change.property),
         .old_value = change.old != nullptr ? std::string(change.old->value)
                                            : absent_value(old, change.property),
         .new_value = change.now != nullptr ? std::string(change.now->value)
                                            : absent_value(now, change.property),
         .rename_hint = {}});
  }

  void add_incomparable(const PropertyChange& change) {
    constexpr std::size_t longest_shown = 100;
    std::string why = core::format("expressions of PostgreSQL {} and {} are not the same text",
                                   old_.source().server_version / version_of_major,
                                   now_.source().server_version / version_of_major);
    if (change.old->value.size() + change.now->value.size() <= longest_shown)
      why += core::format(": {}, {}", change.old->value, change.now->value);
    diff_.unchecked.push_back({.what = core::format("{} {}: {}", kind_name(change.object->kind),
                                                    change.object->name, change.property),
                               .why = std::move(why)});
  }

  void add_rename(const ObjectPair& pair) {
    const CatalogObject& old = old_.objects()[pair.old];
    add_value(old, "name", core::own_identifier(old.name),
              core::own_identifier(now_.objects()[pair.now].name));
  }

  void add_moved_columns(const std::vector<ObjectPair>& pairs) {
    for (const ObjectPair& pair : pairs) {
      if (pair.old == no_object || pair.now == no_object) continue;
      const CatalogObject& table = old_.objects()[pair.old];
      if (table.kind != ObjectKind::table && table.kind != ObjectKind::foreign_table) continue;
      for (const ObjectPair& moved :
           core::moved_columns(old_, table, now_, now_.objects()[pair.now])) {
        const CatalogObject& column = old_.objects()[moved.old];
        if (!is_wanted(old_, moved.old)) continue;
        add_value(column, "position", std::to_string(column.position),
                  std::to_string(now_.objects()[moved.now].position));
      }
    }
  }

  void add_value(const CatalogObject& object, std::string_view property, std::string old,
                 std::string now) {
    diff_.differences.push_back({.change = DifferenceKind::changed,
                                 .kind = object.kind,
                                 .object = std::string(object.name),
                                 .property = std::string(property),
                                 .old_value = std::move(old),
                                 .new_value = std::move(now),
                                 .rename_hint = {}});
  }

  const Schema& old_;
  const Schema& now_;
  const DiffOptions& options_;
  core::DiffFilter filter_;
  core::UnreadObjects unread_;
  bool is_across_majors_ = false;
  Diff diff_;
};

}  // namespace

Diff diff_schemas(const Schema& old, const Schema& now, const DiffOptions& options) {
  if (old.source().relative != now.source().relative) {
    throw Error(Status::argument,
                "one schema is relative and the other is not: read both in the same way");
  }
  return Comparison(old, now, options).run();
}

}  // namespace plumbline
