/// A database's catalog that can be changed: what the simulator works on. Kinds, names, properties
/// and the forms of their values are those of lib/core/schema/schema.md, so that a simulated schema
/// equals a captured one. The system's own objects are not in it (lib/sql/types), but their schemas
/// are. Changes can be undone back to a mark. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/schema/builder.hpp"
#include "core/schema/text_arena.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::sql {

using core::PropertyName;

/// How an object hangs on another, as pg_depend.deptype.
enum class Tie : std::uint8_t {
  normal,     ///< DROP … RESTRICT of the other is refused, CASCADE drops this one too
  automatic,  ///< dropped along with the other without a word
  internal,   ///< as automatic, and cannot be dropped by itself (2BP01)
};

/// What is known of a table's rows.
enum class Rows : std::uint8_t { none, some, unknown };

class Catalog {
 public:
  using Id = std::uint32_t;
  static constexpr Id none = static_cast<Id>(-1);

  struct Value {
    std::string_view name;
    std::string_view text;
    /// As the server prints it; else as somebody wrote it, to be compared with nothing.
    bool exact = true;
  };
  struct Need {
    Id on = none;
    Tie tie = Tie::normal;
    bool operator==(const Need&) const = default;
  };
  struct Object {
    ObjectKind kind{};
    bool is_alive = true;
    bool is_system = false;  ///< pg_catalog, information_schema, pg_toast: not a part of the Schema
    Rows rows = Rows::unknown;
    std::int16_t position = 0;  ///< of a column: 1, 2 … without gaps
    Id parent = none;           ///< of a part; of an index its table
    Id schema = none;           ///< of what lies in one; a part's is its parent's
    /// The bare identifier: of functions without arguments, of operators the symbol. For kinds that
    /// are called otherwise ("addr AS text") the whole text.
    std::string_view own;
    /// What CatalogObject::name has behind it: "(integer, text)", " USING btree".
    std::string_view suffix;
    std::vector<Value> values;  ///< unsorted, no name twice
    std::vector<Need> needs;
  };

  /// A new database of that version: public (owned as there), plpgsql; the given superuser.
  Catalog(int server_version, std::string_view owner);
  /// What was captured or saved, or simulated before. Not of a relative one.
  explicit Catalog(const Schema& schema);

  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  [[nodiscard]] int server_version() const noexcept { return server_version_; }
  /// "" when it is not known.
  [[nodiscard]] std::string_view database_name() const noexcept { return source_.database; }
  /// As captured: values that are not exact are listed in `unchecked`.
  [[nodiscard]] Schema to_schema() const;

  // -- Reading. Look-ups give `none` when there is no such thing, and throw Unknown when it is
  //    doubtful whether there is.

  [[nodiscard]] const Object& operator[](Id id) const noexcept { return objects_[id]; }
  [[nodiscard]] std::size_t count() const noexcept { return objects_.size(); }  ///< dead ones too
  [[nodiscard]] bool is_alive(Id id) const noexcept { return id != none && objects_[id].is_alive; }
  /// A property's value; "" when absent.
  [[nodiscard]] std::string_view value(Id id, std::string_view property) const noexcept;
  [[nodiscard]] bool has(Id id, std::string_view property) const noexcept;

  [[nodiscard]] Id schema(std::string_view name) const;
  /// Whatever takes a name in pg_class: table, foreign table, view, matview, sequence, index,
  /// composite type, or the constraint whose index is called so.
  [[nodiscard]] Id relation(Id schema, std::string_view name) const;
  /// Whatever takes a name in pg_type: type, enum, domain, or the relation that has it as row type.
  [[nodiscard]] Id type(Id schema, std::string_view name) const;
  /// Functions, procedures and aggregates of that name.
  [[nodiscard]] std::vector<Id> functions(Id schema, std::string_view name) const;
  /// Any other object that lies in a schema (`schema` given) or in none: roles, extensions,
  /// collations, statistics, publications … For kinds with a suffix the first of that name whose
  /// suffix is `suffix`.
  [[nodiscard]] Id find(ObjectKind kind, Id schema, std::string_view own,
                        std::string_view suffix = {}) const;
  /// All of that kind and name, whatever the suffix (operators, operator classes).
  [[nodiscard]] std::vector<Id> find_all(ObjectKind kind, Id schema, std::string_view own) const;
  /// A column, constraint, trigger, policy or rule of `parent`.
  [[nodiscard]] Id part(Id parent, ObjectKind kind, std::string_view own) const;
  /// Living parts and indexes of `parent`, of one kind, in the order in which they were made;
  /// columns by position.
  [[nodiscard]] std::vector<Id> parts(Id parent, ObjectKind kind) const;
  /// Living objects that have `on` among their needs, each once.
  [[nodiscard]] std::vector<Id> dependents(Id on) const;
  /// Living objects that lie in the schema, parts not included. Linear in the whole catalog.
  [[nodiscard]] std::vector<Id> members(Id schema) const;

  /// Living objects of that kind. Linear in the whole catalog when there is any.
  [[nodiscard]] std::vector<Id> all(ObjectKind kind) const;

  /// CatalogObject::name.
  [[nodiscard]] std::string name(Id id) const;
  /// As SQL prints it with an empty search_path: `public."Order"`; a column's bare; a function's
  /// with its arguments.
  [[nodiscard]] std::string sql_name(Id id) const;
  [[nodiscard]] std::string quote(std::string_view identifier) const;
  /// "orders" of the object that `id` is or is a part of.
  [[nodiscard]] Id whole(Id id) const noexcept;
  [[nodiscard]] Id schema_of(Id id) const noexcept { return objects_[whole(id)].schema; }

  // -- Changing. Texts are copied.

  Id create(ObjectKind kind, Id schema, std::string_view own, std::string_view suffix = {});
  /// A relation of this session alone: it lies in no schema and is not a part of the Schema.
  Id create_temporary(ObjectKind kind, std::string_view own);
  /// A part or an index. Columns are put behind the last one.
  Id create_part(ObjectKind kind, Id parent, std::string_view own);
  /// Replaces what is there; an empty value takes it away.
  void set(Id id, PropertyName property, std::string_view value, bool exact = true);
  void set_flag(Id id, PropertyName property, bool is_so) {
    set(id, property, is_so ? "true" : "");
  }
  /// For "grant:ROLE", "option:NAME" …: `prefix` with its colon.
  void set_keyed(Id id, PropertyName prefix, std::string_view key, std::string_view value);
  /// As set, where the name is known only at run time.
  void set_named(Id id, std::string_view property, std::string_view value, bool exact = true);
  /// There, with an empty value: "table:public.orders" of a publication.
  void set_bare(Id id, std::string_view property);
  void set_rows(Id id, Rows rows);
  void need(Id id, Id on, Tie tie = Tie::normal);
  void forget_need(Id id, Id on);
  /// The name alone. Texts of others that mention it are mended where they can be, else they are
  /// no longer exact.
  void rename(Id id, std::string_view own);
  void rename_suffix(Id id, std::string_view suffix);
  void move(Id id, Id schema);
  /// Ends the object and its parts, and closes the gap that a column leaves. Nothing else: what
  /// hangs on it is drop.hpp's.
  void remove(Id id);

  // -- Doubt: what an unknown statement may have made, changed or dropped.

  /// `kind` and name as in Effects: later look-ups of it throw Unknown with `why`.
  void doubt(std::string_view qualified_name, std::string_view why);
  /// Of that very name, or of something that it is a part of.
  [[nodiscard]] bool is_doubtful(std::string_view qualified_name) const;
  /// Whether something that is a part of it is doubtful, or may be there.
  [[nodiscard]] bool has_doubtful_parts(std::string_view qualified_name) const;
  void doubt_everything(std::string_view why);
  /// "" when nothing stands in the way.
  [[nodiscard]] std::string_view doubt_of_everything() const noexcept;
  using Doubts = std::unordered_map<std::string, std::string>;
  [[nodiscard]] const Doubts& doubts() const noexcept { return doubts_; }
  /// As they were; what made everything doubtful still does.
  void restore_doubts(const Doubts& doubts) { doubts_ = doubts; }
  [[nodiscard]] bool has_doubts() const noexcept { return !doubts_.empty(); }
  [[nodiscard]] std::size_t count_doubts() const noexcept { return doubts_.size(); }

  /// While it lives look-ups do not throw: what is doubtful is taken as it stands.
  class Calm {
   public:
    explicit Calm(const Catalog& catalog) : catalog_(catalog) { ++catalog_.calm_; }
    ~Calm() { --catalog_.calm_; }
    Calm(const Calm&) = delete;
    Calm& operator=(const Calm&) = delete;

   private:
    const Catalog& catalog_;
  };

  // -- Undoing.

  using Mark = std::size_t;
  /// Marks nest: undo back to an outer one takes the inner ones along.
  Mark mark();
  void undo(Mark to);
  /// Objects touched since: made, changed or removed, each once, in the order of the first touch.
  [[nodiscard]] std::vector<Id> touched(Mark since) const;
  /// The state of a touched object at the mark; null when it was made since.
  [[nodiscard]] const Object* before(Mark since, Id id) const;
  /// Nothing before this will be undone. Does nothing while a hold lasts.
  void keep_all();
  /// Until `release` everything can be undone, doubts too; `release` undoes it.
  Mark hold();
  void release(Mark held);

 private:
  // Name spaces: objects of one space and scope cannot have one name. Below: kinds.
  static constexpr std::uint8_t relation_space = 100;
  static constexpr std::uint8_t type_space = 101;
  static constexpr std::uint8_t function_space = 102;
  static std::uint8_t own_space(ObjectKind kind);

  struct Key {
    std::uint8_t space;
    Id scope;
    std::string_view own;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Saved {
    Id id;
    bool is_new;
    Object object;  // before; empty when new
  };

  Object& touch(Id id);
  Id add(Object object);
  void index(Id id);
  void unindex(Id id);
  void check_doubt(Id schema, std::string_view own) const;
  [[nodiscard]] std::string_view keep(std::string_view text) { return texts_.keep(text); }
  [[nodiscard]] Id first(Key key) const;
  void add_system_schemas();
  void add_ties();
  void mend_texts(Id id, const std::string& old_name, const std::string& new_name);
  void mend_in(Id id, std::string_view old_name, std::string_view new_name, bool is_bare);
  void mend_default_privileges(std::string_view old_schema, std::string_view new_schema);
  void mend_role(std::string_view old_own, std::string_view new_own);
  void mend_references(Id constraint, Id table, std::string_view old_own, std::string_view new_own);
  void forget_exactness(Id id);
  void move_doubts(const std::string& old_name, const std::string& new_name);

  int server_version_;
  core::TextArena texts_;
  std::array<std::size_t, object_kind_count> living_{};
  std::vector<Object> objects_;
  std::unordered_multimap<Key, Id, KeyHash> names_;
  // May hold what is no longer so: readers look at the object itself.
  std::unordered_map<Id, std::vector<Id>> parts_;
  std::unordered_map<Id, std::vector<Id>> dependents_;
  std::vector<Saved> undo_;
  std::vector<std::size_t> touched_at_;  // by object: index into undo_ plus 1 of its last copy
  std::size_t last_mark_ = 0;
  Doubts doubts_;
  std::string doubt_of_everything_;
  mutable int calm_ = 0;
  bool is_held_ = false;
  Doubts held_doubts_;
  std::string held_doubt_of_everything_;
  SchemaSource source_;
};

}  // namespace plumbline::sql
