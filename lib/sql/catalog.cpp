#include "sql/catalog.hpp"

#include <algorithm>
#include <unordered_set>

#include "core/schema/kinds.hpp"
#include "core/schema/qualified_name.hpp"
#include "core/schema/quote.hpp"
#include "sql/failure.hpp"
#include "sql/waiting.hpp"

namespace plumbline::sql {

namespace {

bool is_relation(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::sequence:
    case ObjectKind::table:
    case ObjectKind::foreign_table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::index:
      return true;
    default:
      return false;
  }
}

bool is_function(ObjectKind kind) {
  return kind == ObjectKind::function || kind == ObjectKind::procedure ||
         kind == ObjectKind::aggregate;
}

/// Whether it may wait for the end of a transaction: what says so is indexed.
bool may_wait(const Catalog::Object& object) {
  if (object.kind != ObjectKind::constraint && object.kind != ObjectKind::index &&
      object.kind != ObjectKind::trigger) {
    return false;
  }
  return std::ranges::any_of(object.values, [](const Catalog::Value& value) {
    return value.name == "deferrable" ||
           (value.name == "definition" && value.text.find("DEFERRABLE") != std::string_view::npos);
  });
}

bool is_type(ObjectKind kind) {
  return kind == ObjectKind::type || kind == ObjectKind::enumeration || kind == ObjectKind::domain;
}

}  // namespace

std::uint8_t Catalog::own_space(ObjectKind kind) {
  if (is_relation(kind)) return relation_space;
  if (is_function(kind)) return function_space;
  if (is_type(kind)) return type_space;
  return static_cast<std::uint8_t>(kind);
}

std::size_t Catalog::KeyHash::operator()(const Key& key) const noexcept {
  return std::hash<std::string_view>{}(key.own) ^
         ((static_cast<std::size_t>(key.scope) << 8U | key.space) * 0x9e3779b97f4a7c15U);
}

std::string_view Catalog::value(Id id, std::string_view property) const noexcept {
  for (const Value& value : objects_[id].values) {
    if (value.name == property) return value.text;
  }
  return {};
}

bool Catalog::has(Id id, std::string_view property) const noexcept {
  return std::ranges::any_of(objects_[id].values,
                             [&](const Value& value) { return value.name == property; });
}

void Catalog::index(Id id) {
  const Object& object = objects_[id];
  ++living_[static_cast<std::size_t>(object.kind)];
  const auto put = [&](std::uint8_t space, Id scope) {
    names_.emplace(Key{space, scope, object.own}, id);
  };
  if (may_wait(object))
    names_.emplace(Key{static_cast<std::uint8_t>(object.kind), none, waiting_name}, id);
  if (core::is_part(object.kind)) {
    put(static_cast<std::uint8_t>(object.kind), object.parent);
    if (object.kind != ObjectKind::constraint) return;
    // Found by its schema, too: names that the server chooses differ from all of them.
    put(static_cast<std::uint8_t>(object.kind), schema_of(id));
    const std::string_view type = value(id, "type");
    if (type == "primary key" || type == "unique" || type == "exclude") {
      put(relation_space, schema_of(id));
    }
    return;
  }
  put(own_space(object.kind), object.schema);
  if (object.kind == ObjectKind::type && value(id, "sort") == "composite") {
    put(relation_space, object.schema);
  } else if (is_relation(object.kind) && object.kind != ObjectKind::index &&
             object.kind != ObjectKind::sequence) {
    put(type_space, object.schema);
  }
}

void Catalog::unindex(Id id) {
  const Object& object = objects_[id];
  --living_[static_cast<std::size_t>(object.kind)];
  const auto take_as = [&](const Key& key) {
    const auto [first, last] = names_.equal_range(key);
    for (auto at = first; at != last; ++at) {
      if (at->second == id) {
        names_.erase(at);
        return;
      }
    }
  };
  const auto take = [&](std::uint8_t space, Id scope) { take_as({space, scope, object.own}); };
  if (may_wait(object)) take_as({static_cast<std::uint8_t>(object.kind), none, waiting_name});
  if (core::is_part(object.kind)) {
    take(static_cast<std::uint8_t>(object.kind), object.parent);
    if (object.kind == ObjectKind::constraint) {
      take(static_cast<std::uint8_t>(object.kind), schema_of(id));
      take(relation_space, schema_of(id));
    }
    return;
  }
  take(own_space(object.kind), object.schema);
  take(relation_space, object.schema);
  take(type_space, object.schema);
}

Catalog::Id Catalog::first(Key key) const {
  Id found = none;
  const auto [begin, end] = names_.equal_range(key);
  for (auto at = begin; at != end; ++at) found = std::min(found, at->second);
  return found;
}

Catalog::Id Catalog::schema(std::string_view name) const {
  check_doubt(none, name);
  return first({static_cast<std::uint8_t>(ObjectKind::schema), none, name});
}

Catalog::Id Catalog::relation(Id schema, std::string_view name) const {
  check_doubt(schema, name);
  return first({relation_space, schema, name});
}

Catalog::Id Catalog::type(Id schema, std::string_view name) const {
  check_doubt(schema, name);
  return first({type_space, schema, name});
}

std::vector<Catalog::Id> Catalog::functions(Id schema, std::string_view name) const {
  check_doubt(schema, name);
  std::vector<Id> found;
  const auto [begin, end] = names_.equal_range(Key{function_space, schema, name});
  for (auto at = begin; at != end; ++at) found.push_back(at->second);
  std::ranges::sort(found);
  return found;
}

std::vector<Catalog::Id> Catalog::find_all(ObjectKind kind, Id schema, std::string_view own) const {
  check_doubt(schema, own);
  std::vector<Id> found;
  const auto [begin, end] = names_.equal_range(Key{own_space(kind), schema, own});
  for (auto at = begin; at != end; ++at) {
    if (objects_[at->second].kind == kind) found.push_back(at->second);
  }
  std::ranges::sort(found);
  return found;
}

Catalog::Id Catalog::find(ObjectKind kind, Id schema, std::string_view own,
                          std::string_view suffix) const {
  check_doubt(schema, own);
  Id found = none;
  const auto [begin, end] = names_.equal_range(Key{own_space(kind), schema, own});
  for (auto at = begin; at != end; ++at) {
    const Object& object = objects_[at->second];
    if (object.kind == kind && object.suffix == suffix) found = std::min(found, at->second);
  }
  return found;
}

Catalog::Id Catalog::part(Id parent, ObjectKind kind, std::string_view own) const {
  if (calm_ == 0 && !doubts_.empty()) {
    const auto found = doubts_.find(name(parent).append(1, '.').append(core::name_part(own)));
    if (found != doubts_.end()) unknown(found->second);
  }
  return first({static_cast<std::uint8_t>(kind), parent, own});
}

std::vector<Catalog::Id> Catalog::parts(Id parent, ObjectKind kind) const {
  std::vector<Id> found;
  const auto list = parts_.find(parent);
  if (list == parts_.end()) return found;
  for (const Id id : list->second) {
    const Object& object = objects_[id];
    if (object.is_alive && object.kind == kind && object.parent == parent) found.push_back(id);
  }
  if (kind == ObjectKind::column) {
    std::ranges::sort(found, {}, [&](Id id) { return objects_[id].position; });
  } else {
    std::ranges::sort(found);
  }
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<Catalog::Id> Catalog::dependents(Id on) const {
  std::vector<Id> found;
  const auto list = dependents_.find(on);
  if (list == dependents_.end()) return found;
  for (const Id id : list->second) {
    const Object& object = objects_[id];
    if (object.is_alive &&
        std::ranges::any_of(object.needs, [&](const Need& need) { return need.on == on; })) {
      found.push_back(id);
    }
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<Catalog::Id> Catalog::members(Id schema) const {
  std::vector<Id> found;
  for (Id id = 0; id < objects_.size(); ++id) {
    const Object& object = objects_[id];
    if (object.is_alive && object.schema == schema && object.parent == none) found.push_back(id);
  }
  return found;
}

std::vector<Catalog::Id> Catalog::all(ObjectKind kind) const {
  std::vector<Id> found;
  std::size_t left = living_[static_cast<std::size_t>(kind)];
  for (Id id = 0; id < objects_.size() && left > 0; ++id) {
    if (!objects_[id].is_alive || objects_[id].kind != kind) continue;
    found.push_back(id);
    --left;
  }
  return found;
}

Catalog::Id Catalog::whole(Id id) const noexcept {
  while (objects_[id].parent != none) id = objects_[id].parent;
  return id;
}

std::string Catalog::name(Id id) const {
  const Object& object = objects_[id];
  if (core::is_part(object.kind)) {
    return name(object.parent).append(1, '.').append(core::name_part(object.own));
  }
  std::string text;
  text.reserve(64);  // a part's name is put behind it
  if (object.schema != none) text.append(core::name_part(objects_[object.schema].own)) += '.';
  const bool is_text = object.kind == ObjectKind::cast || object.kind == ObjectKind::transform ||
                       object.kind == ObjectKind::user_mapping ||
                       object.kind == ObjectKind::default_privileges ||
                       object.kind == ObjectKind::operator_;
  return text.append(is_text ? std::string(object.own) : core::name_part(object.own))
      .append(object.suffix);
}

std::string Catalog::quote(std::string_view identifier) const {
  return core::quote_identifier(identifier, server_version_);
}

std::string Catalog::sql_name(Id id) const {
  const Object& object = objects_[id];
  const Id schema = core::is_part(object.kind) ? none : object.schema;
  std::string text = schema == none ? "" : quote(objects_[schema].own) + '.';
  return text.append(quote(object.own)).append(object.suffix);
}

Catalog::Object& Catalog::touch(Id id) {
  if (touched_at_[id] <= last_mark_) {
    undo_.push_back({id, false, objects_[id]});
    touched_at_[id] = undo_.size();
  }
  return objects_[id];
}

Catalog::Id Catalog::add(Object object) {
  const Id id = static_cast<Id>(objects_.size());
  if (object.parent != none) parts_[object.parent].push_back(id);
  objects_.push_back(std::move(object));
  undo_.push_back({id, true, {}});
  touched_at_.push_back(undo_.size());
  index(id);
  return id;
}

Catalog::Id Catalog::create(ObjectKind kind, Id schema, std::string_view own,
                            std::string_view suffix) {
  Object object;
  object.kind = kind;
  object.schema = schema;
  object.rows = Rows::none;
  object.own = keep(own);
  object.suffix = keep(suffix);
  return add(std::move(object));
}

Catalog::Id Catalog::create_temporary(ObjectKind kind, std::string_view own) {
  const Id id = create(kind, none, own);
  objects_[id].is_system = true;
  return id;
}

Catalog::Id Catalog::create_part(ObjectKind kind, Id parent, std::string_view own) {
  Object object;
  object.kind = kind;
  object.parent = parent;
  object.is_system = objects_[parent].is_system;
  if (kind == ObjectKind::index) object.schema = objects_[parent].schema;
  object.own = keep(own);
  if (kind == ObjectKind::column) {
    for (const Id id : parts_[parent]) {
      const Object& other = objects_[id];
      if (other.is_alive && other.kind == kind && other.parent == parent)
        object.position = std::max(object.position, other.position);
    }
    ++object.position;
  }
  return add(std::move(object));
}

void Catalog::set(Id id, PropertyName property, std::string_view text, bool exact) {
  set_named(id, property.text(), text, exact);
}

void Catalog::set_keyed(Id id, PropertyName prefix, std::string_view key, std::string_view text) {
  set_named(id, std::string(prefix.text()).append(key), text);
}

void Catalog::set_named(Id id, std::string_view property, std::string_view text, bool exact) {
  Object& object = touch(id);
  // What kind of constraint or type it is decides where its name counts.
  const bool is_indexed =
      (object.kind == ObjectKind::constraint && property == "type") ||
      (object.kind == ObjectKind::type && property == "sort") ||
      (object.is_alive && (property == "deferrable" || property == "definition"));
  if (is_indexed) unindex(id);
  const auto found = std::ranges::find(object.values, property, &Value::name);
  if (text.empty()) {
    if (found != object.values.end()) object.values.erase(found);
  } else if (found != object.values.end()) {
    found->text = keep(text);
    found->exact = exact;
  } else {
    object.values.push_back({keep(property), keep(text), exact});
  }
  if (is_indexed) index(id);
}

void Catalog::set_bare(Id id, std::string_view property) {
  set_named(id, property, "");
  touch(id).values.push_back({keep(property), {}, true});
}

void Catalog::set_rows(Id id, Rows rows) {
  if (objects_[id].rows != rows) touch(id).rows = rows;
}

void Catalog::need(Id id, Id on, Tie tie) {
  if (on == none || on == id) return;
  Object& object = touch(id);
  if (std::ranges::find(object.needs, Need{on, tie}) != object.needs.end()) return;
  object.needs.push_back({on, tie});
  dependents_[on].push_back(id);
}

void Catalog::forget_need(Id id, Id on) {
  Object& object = touch(id);
  std::erase_if(object.needs, [&](const Need& need) { return need.on == on; });
}

/// What is doubtful of an object goes along with its name.
void Catalog::move_doubts(const std::string& old_name, const std::string& new_name) {
  std::vector<std::pair<std::string, std::string>> moved;
  for (const auto& [name, why] : doubts_) {
    if (name.starts_with(old_name) && name.size() > old_name.size() && name[old_name.size()] == '.')
      moved.emplace_back(new_name + name.substr(old_name.size()), why);
  }
  for (const auto& [name, why] : moved) doubts_.emplace(name, why);
}

bool Catalog::has_doubtful_parts(std::string_view qualified_name) const {
  return std::ranges::any_of(doubts_, [&](const auto& doubt) {
    return doubt.first.starts_with(qualified_name) && doubt.first.size() > qualified_name.size() &&
           doubt.first[qualified_name.size()] == '.';
  });
}

void Catalog::rename(Id id, std::string_view own) {
  const std::string old_name = sql_name(id);
  const std::string old_full = doubts_.empty() ? "" : name(id);
  const std::string old_own(objects_[id].own);
  unindex(id);
  touch(id).own = keep(own);
  index(id);
  if (objects_[id].kind == ObjectKind::role) {
    mend_role(old_own, own);
  } else if (objects_[id].kind == ObjectKind::schema) {
    mend_default_privileges(old_own, own);
    mend_texts(id, old_name, sql_name(id));
  } else {
    mend_texts(id, old_name, sql_name(id));
  }
  if (!doubts_.empty()) move_doubts(old_full, name(id));
}

void Catalog::rename_suffix(Id id, std::string_view suffix) { touch(id).suffix = keep(suffix); }

void Catalog::move(Id id, Id schema) {
  const std::string old_name = sql_name(id);
  const std::string old_full = doubts_.empty() ? "" : name(id);
  // What takes a name besides, because it lies in the same schema.
  std::vector<Id> along = parts(id, ObjectKind::index);
  for (const Id constraint : parts(id, ObjectKind::constraint)) along.push_back(constraint);
  for (const Id part : along) unindex(part);
  unindex(id);
  // A captured object says that it needs its schema.
  const Id old_schema = objects_[id].schema;
  const bool needs_schema =
      std::ranges::find(objects_[id].needs, old_schema, &Need::on) != objects_[id].needs.end();
  if (needs_schema) {
    forget_need(id, old_schema);
    need(id, schema);
  }
  touch(id).schema = schema;
  for (const Id part : along) {
    if (objects_[part].kind == ObjectKind::index) touch(part).schema = schema;
  }
  index(id);
  for (const Id part : along) index(part);
  mend_texts(id, old_name, sql_name(id));
  if (!doubts_.empty()) move_doubts(old_full, name(id));
}

void Catalog::remove(Id id) {
  if (!objects_[id].is_alive) return;
  const Id parent = objects_[id].parent;
  if (const auto list = parts_.find(id); list != parts_.end()) {
    for (const Id part : std::vector<Id>(list->second)) {
      if (objects_[part].parent == id) remove(part);
    }
  }
  unindex(id);
  Object& object = touch(id);
  object.is_alive = false;
  if (object.kind == ObjectKind::column && objects_[parent].is_alive) {
    const std::int16_t gap = object.position;
    for (const Id column : parts(parent, ObjectKind::column)) {
      if (objects_[column].position > gap) --touch(column).position;
    }
  }
}

void Catalog::check_doubt(Id schema, std::string_view own) const {
  if (calm_ > 0) return;
  if (!doubt_of_everything_.empty()) unknown(doubt_of_everything_);
  if (doubts_.empty()) return;
  std::string name = schema == none ? "" : core::name_part(objects_[schema].own) + '.';
  const auto found = doubts_.find(name.append(core::name_part(own)));
  if (found != doubts_.end()) unknown(found->second);
}

void Catalog::doubt(std::string_view qualified_name, std::string_view why) {
  doubts_.emplace(qualified_name, why);
  // Of a function: all of that name, which is what look-ups ask for.
  const std::size_t arguments = qualified_name.find('(');
  if (arguments != std::string_view::npos && arguments > 0)
    doubts_.emplace(qualified_name.substr(0, arguments), why);
}

bool Catalog::is_doubtful(std::string_view qualified_name) const {
  if (!doubt_of_everything_.empty()) return true;
  for (std::string_view name = qualified_name; !name.empty(); name = core::owner_name(name)) {
    if (doubts_.contains(std::string(name))) return true;
  }
  const std::size_t arguments = qualified_name.find('(');
  return arguments != std::string_view::npos &&
         doubts_.contains(std::string(qualified_name.substr(0, arguments)));
}

void Catalog::doubt_everything(std::string_view why) {
  if (doubt_of_everything_.empty()) doubt_of_everything_ = why;
}

std::string_view Catalog::doubt_of_everything() const noexcept { return doubt_of_everything_; }

Catalog::Mark Catalog::hold() {
  is_held_ = true;
  held_doubts_ = doubts_;
  held_doubt_of_everything_ = doubt_of_everything_;
  return mark();
}

void Catalog::release(Mark held) {
  undo(held);
  is_held_ = false;
  doubts_ = std::move(held_doubts_);
  doubt_of_everything_ = std::move(held_doubt_of_everything_);
}

Catalog::Mark Catalog::mark() {
  last_mark_ = undo_.size();
  return last_mark_;
}

void Catalog::undo(Mark to) {
  while (undo_.size() > to) {
    Saved& saved = undo_.back();
    // Constraints are called by the schema of their table.
    std::vector<Id> along;
    if (!saved.is_new && saved.object.schema != objects_[saved.id].schema) {
      along = parts(saved.id, ObjectKind::constraint);
    }
    for (const Id part : along) unindex(part);
    if (objects_[saved.id].is_alive) unindex(saved.id);
    if (saved.is_new) {
      objects_[saved.id].is_alive = false;
    } else {
      objects_[saved.id] = std::move(saved.object);
      if (objects_[saved.id].is_alive) index(saved.id);
    }
    for (const Id part : along) index(part);
    touched_at_[saved.id] = 0;
    undo_.pop_back();
  }
  last_mark_ = to;
}

std::vector<Catalog::Id> Catalog::touched(Mark since) const {
  std::vector<Id> ids;
  std::unordered_set<Id> seen;  // not by object: there are many, and few are touched
  for (std::size_t at = since; at < undo_.size(); ++at) {
    if (seen.insert(undo_[at].id).second) ids.push_back(undo_[at].id);
  }
  return ids;
}

const Catalog::Object* Catalog::before(Mark since, Id id) const {
  for (std::size_t at = since; at < undo_.size(); ++at) {
    if (undo_[at].id == id) return undo_[at].is_new ? nullptr : &undo_[at].object;
  }
  return &objects_[id];
}

void Catalog::keep_all() {
  if (is_held_) return;
  for (const Saved& saved : undo_) touched_at_[saved.id] = 0;
  undo_.clear();
  last_mark_ = 0;
}

}  // namespace plumbline::sql
