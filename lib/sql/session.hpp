/// Who runs statements, with what settings, and what names mean to them. Handed to every visitor.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sql/catalog.hpp"
#include "sql/failure.hpp"
#include "sql/mentions.hpp"
#include "sql/node.hpp"

namespace plumbline::sql {

using Id = Catalog::Id;

/// What a guard passed over: the statement would have made `object`, but something of that name is
/// there.
struct Skipped {
  Id object = Catalog::none;
  std::string name;
};

class Session {
 public:
  Session(Catalog& catalog_to_use, std::string_view role_name, bool superuser)
      : catalog(catalog_to_use),
        role(role_name),
        session_role(role_name),
        is_superuser(superuser),
        session_is_superuser(superuser) {
    start_settings = current_settings();
  }

  Catalog& catalog;
  /// What SET changes.
  struct Settings {
    std::string role;  ///< current_user
    std::string session_role;
    bool is_superuser = false;
    std::vector<std::string> search_path = {"$user", "public"};
    std::map<std::string, std::string, std::less<>> others;  ///< as set here, lower case
    bool operator==(const Settings&) const = default;
  };
  std::string role;  ///< current_user
  std::string session_role;
  bool is_superuser;
  bool session_is_superuser;
  std::map<std::string, std::string, std::less<>> settings;  ///< set in this session, lower case
  [[nodiscard]] Settings current_settings() const;
  void restore(const Settings& settings);
  /// Everything but the catalog.
  void take_state(const Session& other);

  // Transactions (transaction.hpp).
  /// What is restored when the transaction, or the part of it since a savepoint, is rolled back.
  struct Savepoint {
    std::string name;  ///< "" of the transaction itself
    Catalog::Mark mark = 0;
    Settings settings;
    std::map<std::string, Id, std::less<>> temporary;
    // What is rolled back leaves no doubts.
    Catalog::Doubts doubts;
    Mentions mentions;
    std::string doubt_of_settings;
    bool has_doubtful_rights = false;
  };
  std::vector<Savepoint> savepoints;  ///< the first is the transaction's start
  Settings start_settings;            ///< of a new session
  /// Why the open transaction may have failed, though it was gone on with; "" when it surely has
  /// not.
  std::string uncertain;
  bool has_uncertain_savepoints = false;  ///< set or released while it was uncertain
  bool has_queried = false;               ///< in the open transaction: its modes are settled
  bool has_written = false;  ///< rows, in the open transaction: constraints may wait for its end
  Mentions mentions;         ///< of statements whose outcome is not known
  Settings kept_settings;    ///< what remains after COMMIT: SET LOCAL is not among them
  bool has_failed = false;   ///< 25P02 until the transaction ends
  bool in_message = false;   ///< the statement that runs now is one of several in a message
  [[nodiscard]] bool in_transaction() const noexcept { return !savepoints.empty(); }

  /// The statement may fail at run time, because rows or user code decide. Goes on: what it changes
  /// when it succeeds is carried out. For what it changes being unknown there is `unknown()`.
  void may_fail(std::string why) {
    if (doubt.empty()) doubt = std::move(why);
  }
  /// Cursors of the open transaction, and why fetching from one may fail ("" when it cannot).
  std::map<std::string, std::string, std::less<>> cursors;
  /// Others may be open: WITH HOLD, or a savepoint was gone back to.
  bool has_other_cursors = false;
  /// Sequences that no query can have called since they were made or restarted, and where they
  /// stand.
  std::map<Id, std::int64_t> untouched_sequences;
  std::string doubt;  ///< why the statement that runs now may fail
  /// Why it is not known who runs statements, or where they look; "" when it is.
  std::string doubt_of_settings;
  /// A statement of unknown outcome may have given or taken some.
  bool has_doubtful_rights = false;

  std::vector<Skipped> skipped;  ///< by the statement that runs now
  /// Labels that the open transaction has added to enums that were there before.
  std::vector<std::string> new_labels;
  /// An index of a temporary table, or the constraint that it is of.
  [[nodiscard]] Id temporary_part(std::string_view name) const;
  /// Temporary relations by name. Their objects lie in no schema and are marked `is_system`.
  std::map<std::string, Id, std::less<>> temporary;

  /// standard_conforming_strings is off: '\\n' is a line feed.
  [[nodiscard]] bool has_old_strings() const;
  [[nodiscard]] int version() const noexcept { return catalog.server_version(); }

  /// Schemas of search_path that exist, pg_catalog left out, "$user" replaced.
  [[nodiscard]] const std::vector<Id>& search_path() const;
  /// `text` as SET search_path takes it. pg_catalog comes first where it is not named.
  void set_search_path(std::vector<std::string> names);

  // -- Names

  /// The schema of that name. Fails with 3F000 `schema "x" does not exist`.
  [[nodiscard]] Id schema(std::string_view name) const;
  /// What a RangeVar means: the relation, or none. A missing schema is no error here. Throws
  /// Unknown for temporary and system relations: ask `is_system_relation` first.
  [[nodiscard]] Id find_relation(const Node& range_var) const;
  /// As above; fails with 3F000 for a missing schema, 42P01 `relation "x" does not exist`.
  [[nodiscard]] Id relation(const Node& range_var) const;
  /// Whether it is pg_catalog's or information_schema's: "pg_catalog.pg_class", else "".
  [[nodiscard]] std::string system_relation(const Node& range_var) const;
  /// Where CREATE puts it: the schema named, or the first of search_path. Fails with 3F000 (also
  /// `no schema has been selected to create in`), 42501; 0A000 for another database's. Temporary →
  /// Unknown.
  [[nodiscard]] Id creation_schema(const Node& range_var) const;
  /// The same for a list of String nodes; `own` becomes the last one.
  [[nodiscard]] Id creation_schema(const Node& names, std::string& own) const;
  /// "public.x" or "x" as the statement wrote it, for messages.
  [[nodiscard]] static std::string written(const Node& range_var_or_names);
  /// Cut to 63 bytes on a character, as the server does with every identifier.
  [[nodiscard]] static std::string identifier(std::string_view text);
  /// The name of a RoleSpec, CURRENT_USER and the like resolved; "PUBLIC" for PUBLIC. Fails with
  /// 42704 `role "x" does not exist` when it must exist.
  [[nodiscard]] std::string role_name(const Node& role_spec, bool must_exist = true) const;
  [[nodiscard]] Id role_id(std::string_view name) const;

  // -- Rights: nothing happens for a superuser

  /// 42501 `must be owner of table x`.
  void require_owner(Id object) const;
  /// 42501 `permission denied for schema x`.
  void require_create(Id schema) const;
  /// A right of the object ("SELECT", "USAGE", "REFERENCES"): 42501 `permission denied for table
  /// x`.
  void require_right(Id object, std::string_view right) const;
  [[nodiscard]] bool has_right(Id object, std::string_view right) const;
  /// 42501 with that message.
  void require_superuser(std::string_view message) const;
  /// As pg_has_role(role, 'USAGE'). Throws Unknown where memberships are not known.
  [[nodiscard]] bool has_role(std::string_view member, std::string_view of) const;

  /// Sets owner, and what ALTER DEFAULT PRIVILEGES gives, on a new object that is no part.
  void own(Id object);

  /// As messages call it: `orders` when search_path finds it so, else `billing.orders`.
  [[nodiscard]] std::string visible_name(Id id) const;
  /// "table", "view", "index" … as the server's messages call that kind.
  [[nodiscard]] static std::string_view kind_word(ObjectKind kind) noexcept;

 private:
  [[nodiscard]] Id find_temporary(std::string_view name) const;
  [[nodiscard]] Id creation_schema_named(std::string_view schema_name) const;
  [[nodiscard]] bool is_granted(Id object, std::string_view right, std::string_view to) const;
  [[nodiscard]] static std::string_view default_privileges_word(ObjectKind kind) noexcept;

  std::vector<std::string> path_names_ = {"$user", "public"};
  mutable std::vector<Id> path_;  // lent by search_path()
};

}  // namespace plumbline::sql
