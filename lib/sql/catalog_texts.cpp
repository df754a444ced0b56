/// Texts that mention a renamed object. PostgreSQL keeps trees that point to it; our texts say its
/// name, so they are mended, or, where a new name changes more than itself (views), are no longer
/// exact.
#include <algorithm>
#include <array>

#include "core/schema/kinds.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/catalog.hpp"
#include "system/format.hpp"

namespace plumbline::sql {

namespace {

bool is_name_byte(char c) { return core::is_word(c) || c == '"' || c == '$'; }

/// A word of a type of several words, or what EXTRACT is to take.
bool is_in_system_words(std::string_view before, std::string_view behind) {
  constexpr std::array heads = {"::double ", "::character ", "::bit ",        " with ",
                                " without ", " with time ",  " without time "};
  if (before.ends_with("EXTRACT(") && behind.starts_with(" FROM ")) return true;
  return std::ranges::any_of(heads, [&](std::string_view head) { return before.ends_with(head); });
}

/// Where `name` stands in `text` as a whole name; `is_bare`: not behind another name's dot, but
/// behind old. and new. of triggers, and neither called nor cast to.
std::size_t find_name(std::string_view text, std::string_view name, std::size_t from,
                      bool is_bare) {
  for (std::size_t at = text.find(name, from); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (at > 0 && is_name_byte(text[at - 1])) continue;
    if (name.back() != '.' && end < text.size() && is_name_byte(text[end])) continue;
    if (is_bare) {
      const std::string_view before = text.substr(0, at);
      if (before.ends_with('.') && !before.ends_with("old.") && !before.ends_with("new.")) continue;
      if (before.ends_with("::") || (end < text.size() && text[end] == '(')) continue;
      if (is_in_system_words(before, text.substr(end))) continue;
      if (std::ranges::count(before, '\'') % 2 != 0) continue;
    } else if (at > 0 && text[at - 1] == '.') {
      continue;
    }
    return at;
  }
  return std::string_view::npos;
}

std::string replaced(std::string_view text, std::string_view old_name, std::string_view new_name,
                     bool is_bare) {
  std::string result;
  std::size_t done = 0;
  for (std::size_t at = find_name(text, old_name, 0, is_bare); at != std::string_view::npos;
       at = find_name(text, old_name, done, is_bare)) {
    result.append(text.substr(done, at - done)).append(new_name);
    done = at + old_name.size();
  }
  return result.append(text.substr(done));
}

/// Their text calls what was renamed by its old name as an alias.
bool keeps_old_names(ObjectKind kind) {
  return kind == ObjectKind::view || kind == ObjectKind::materialized_view ||
         kind == ObjectKind::rule;
}

/// Texts that are code or a person's words: nothing in them follows a rename.
bool is_free_text(std::string_view property) {
  return property == "body" || property == "comment" || property.starts_with("security_label:");
}

/// Texts in which bare names are those of the table's columns. In all others such a word is the
/// system's own (`primary key`), or a column of another table (`references`).
bool names_columns(ObjectKind kind, std::string_view property) {
  constexpr std::array properties = {"columns",   "include", "expression",    "elements",
                                     "predicate", "when",    "using",         "with_check",
                                     "on_delete", "period",  "partition_key", "query"};
  if (kind == ObjectKind::column) return property == "expression";
  return std::ranges::find(properties, property) != properties.end();
}

bool is_routine(ObjectKind kind) {
  return kind == ObjectKind::function || kind == ObjectKind::procedure ||
         kind == ObjectKind::aggregate;
}

/// Sequences call the column that they belong to by its name as it is, without quotes.
void mend_owners(Catalog& catalog, Catalog::Id column) {
  const std::string name = catalog.name(column);
  for (const Catalog::Id other : catalog.dependents(column)) {
    if (catalog[other].kind != ObjectKind::sequence) continue;
    if (catalog.has(other, "owned_by")) catalog.set(other, "owned_by", name);
    if (catalog.has(other, "identity")) catalog.set(other, "identity", name);
  }
}

}  // namespace

namespace {

/// Publications have their tables and schemas in names of properties.
void mend_keys(Catalog& catalog, Catalog::Id id, std::string_view old_name,
               std::string_view new_name) {
  if (catalog[id].kind != ObjectKind::publication) return;
  const bool is_schema = old_name.ends_with('.');
  const std::vector<Catalog::Value> values = catalog[id].values;
  for (const Catalog::Value& value : values) {
    const std::size_t colon = value.name.find(':');
    if (colon == std::string_view::npos) continue;
    std::string name(value.name.substr(0, colon + 1));
    const std::string_view key = value.name.substr(colon + 1);
    if (name == "table:" && (is_schema ? key.starts_with(old_name) : key == old_name)) {
      name.append(new_name).append(key.substr(old_name.size()));
    } else if (name == "schema:" && is_schema && key == old_name.substr(0, old_name.size() - 1)) {
      name.append(new_name.substr(0, new_name.size() - 1));
    } else {
      continue;
    }
    const std::string text(value.text);
    const std::string old(value.name);
    catalog.set_named(id, old, "");
    text.empty() ? catalog.set_bare(id, name) : catalog.set_named(id, name, text, value.exact);
  }
}

}  // namespace

void Catalog::mend_in(Id id, std::string_view old_name, std::string_view new_name, bool is_bare) {
  // A copy: touching may move what is walked over.
  const std::vector<Value> values = objects_[id].values;
  for (const Value& value : values) {
    if (is_bare ? !names_columns(objects_[id].kind, value.name) : is_free_text(value.name))
      continue;
    if (find_name(value.text, old_name, 0, is_bare) == std::string_view::npos) continue;
    const bool is_lost =
        keeps_old_names(objects_[id].kind) && (value.name == "query" || value.name == "definition");
    set_named(id, value.name, replaced(value.text, old_name, new_name, is_bare),
              value.exact && !is_lost);
  }
  const std::string_view suffix = objects_[id].suffix;
  if (!is_bare && find_name(suffix, old_name, 0, false) != std::string_view::npos) {
    rename_suffix(id, replaced(suffix, old_name, new_name, false));
  }
}

void Catalog::mend_role(std::string_view old_own, std::string_view new_own) {
  const auto count = static_cast<Id>(objects_.size());
  for (Id id = 0; id < count; ++id) {
    if (!objects_[id].is_alive) continue;
    const std::vector<Value> values = objects_[id].values;
    for (const Value& value : values) {
      for (const std::string_view prefix : {"grant:", "member_of:"}) {
        if (value.name == std::string(prefix).append(old_own)) {
          const std::string text(value.text);
          set_named(id, value.name, "");
          set_named(id, std::string(prefix).append(new_own), text);
        }
      }
      if (value.name == "owner" && value.text == old_own) set(id, "owner", new_own);
      if (value.name == "roles") {
        set(id, "roles", replaced(value.text, quote(old_own), quote(new_own), false));
      }
    }
  }
}

/// Their names have the schema's: `postgres in schema app on tables`.
void Catalog::mend_default_privileges(std::string_view old_schema, std::string_view new_schema) {
  const std::string before = " in schema " + quote(old_schema) + " on ";
  for (const Id id : all(ObjectKind::default_privileges)) {
    std::string own(objects_[id].own);
    const std::size_t at = own.find(before);
    if (at == std::string::npos) continue;
    own.replace(at, before.size(), " in schema " + quote(new_schema) + " on ");
    unindex(id);
    touch(id).own = keep(own);
    index(id);
  }
}

void Catalog::mend_texts(Id id, const std::string& old_name, const std::string& new_name) {
  const ObjectKind kind = objects_[id].kind;
  if (kind == ObjectKind::schema || kind == ObjectKind::table) {
    const char* const end = kind == ObjectKind::schema ? "." : "";
    for (const Id publication : all(ObjectKind::publication))
      mend_keys(*this, publication, old_name + end, new_name + end);
  }
  if (kind == ObjectKind::schema) {
    // Everything that lies in it is called otherwise now.
    const auto count = static_cast<Id>(objects_.size());
    for (Id other = 0; other < count; ++other) {
      if (objects_[other].is_alive) mend_in(other, old_name + '.', new_name + '.', false);
    }
    for (const Id column : all(ObjectKind::column)) mend_owners(*this, column);
    return;
  }
  std::vector<Id> others = dependents(id);
  if (kind == ObjectKind::column) {
    const Id table = objects_[id].parent;
    for (const ObjectKind part : {ObjectKind::index, ObjectKind::constraint, ObjectKind::trigger,
                                  ObjectKind::policy, ObjectKind::column}) {
      for (const Id own : parts(table, part)) {
        mend_in(own, old_name, new_name, true);
        mend_references(own, table, old_name, new_name);
      }
    }
    mend_in(table, old_name, new_name, true);
    const std::string full_old = sql_name(table) + '.' + old_name;
    const std::string full_new = sql_name(table) + '.' + new_name;
    for (const Id other : others) {
      if (objects_[other].parent == table) continue;
      mend_in(other, full_old, full_new, false);
      mend_references(other, table, old_name, new_name);
      if (keeps_old_names(objects_[other].kind)) forget_exactness(other);
      if (objects_[other].kind == ObjectKind::statistics) mend_in(other, old_name, new_name, true);
    }
    mend_owners(*this, id);
    return;
  }
  for (const ObjectKind part : {ObjectKind::index, ObjectKind::constraint, ObjectKind::trigger,
                                ObjectKind::policy, ObjectKind::column, ObjectKind::rule}) {
    for (const Id own : parts(id, part)) others.push_back(own);
  }
  for (const Id column : parts(id, ObjectKind::column)) {
    for (const Id other : dependents(column)) others.push_back(other);
  }
  // Of a function what stands before its arguments: triggers and the like name that alone.
  const std::size_t suffix = is_routine(kind) ? objects_[id].suffix.size() : 0;
  for (const Id other : others) {
    if (!objects_[other].is_alive) continue;
    mend_in(other, old_name.substr(0, old_name.size() - suffix),
            new_name.substr(0, new_name.size() - suffix), false);
    // owned_by and the like go on behind the name.
    mend_in(other, old_name + '.', new_name + '.', false);
    if (keeps_old_names(objects_[other].kind)) forget_exactness(other);
  }
  for (const Id column : parts(id, ObjectKind::column)) mend_owners(*this, column);
}

/// The column's name in `references`: "public.orders (id, region)".
void Catalog::mend_references(Id constraint, Id table, std::string_view old_own,
                              std::string_view new_own) {
  const std::string text(value(constraint, "references"));
  const std::string start = sql_name(table) + " (";
  if (!text.starts_with(start)) return;
  set(constraint, "references",
      start + replaced(std::string_view(text).substr(start.size()), old_own, new_own, true));
}

void Catalog::forget_exactness(Id id) {
  for (const char* property : {"query", "definition"}) {
    const std::string text(value(id, property));
    if (!text.empty()) set_named(id, property, text, false);
  }
}

}  // namespace plumbline::sql
