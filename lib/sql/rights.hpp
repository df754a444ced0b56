/// Rights on objects, as the catalog keeps them in "grant:ROLE" (lib/core/schema/schema.md), and
/// what GRANT and REVOKE do to them. Rules: acldefault, aclupdate, recursive_revoke and
/// select_best_grantor of PostgreSQL's acl.c.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sql/session.hpp"

namespace plumbline::sql {

/// What rights are given on; decides which there are, and what everybody and the owner have.
enum class Righted : std::uint8_t {
  column,
  relation,
  sequence,
  database,
  function,
  language,
  type,
  large_object,
  schema,
  tablespace,
  foreign_data_wrapper,
  foreign_server,
  parameter,
};

/// A set of rights: bit N is the Nth of PostgreSQL's order.
using Rights = std::uint32_t;

/// "SELECT", in any letters; absent for a word that is none.
std::optional<Rights> right_named(std::string_view word);
/// "SELECT, INSERT".
std::string right_words(Rights rights);
/// All that can be given on such a thing.
Rights all_rights(Righted kind, int server_version) noexcept;
/// What objects of that kind have rights of; absent for kinds without any.
std::optional<Righted> righted(ObjectKind kind) noexcept;

/// Who has what, from whom.
class Acl {
 public:
  /// The role, and who gave it; "" is PUBLIC as grantee, the owner as grantor.
  using Who = std::pair<std::string, std::string>;
  struct Held {
    Rights rights = 0;
    Rights grantable = 0;
    bool operator==(const Held&) const = default;
  };

  /// That of an object of the catalog. A column's owner is its table's.
  static Acl read(const Catalog& catalog, Id object);
  /// With the defaults of a kind, as if nothing was ever granted. `has_defaults`: not those of
  /// ALTER DEFAULT PRIVILEGES IN SCHEMA and of columns, which add to what is there.
  Acl(Righted kind, std::string_view owner, int server_version, bool has_defaults = true);

  /// Puts every "grant:ROLE" of the object right.
  void write(Catalog& catalog, Id object) const;
  /// Takes what the object's "grant:ROLE" say.
  void read_from(const Catalog& catalog, Id object);

  /// `grantor` "" or the owner's name is the owner. Fails with 0LP01 where a grant would run in a
  /// circle.
  void grant(std::string_view grantee, std::string_view grantor, Rights rights, bool grantable);
  /// Fails with 2BP01 `dependent privileges exist` unless `cascade`.
  void revoke(std::string_view grantee, std::string_view grantor, Rights rights,
              bool grant_option_only, bool cascade);
  /// As if GRANT had given all that `other` has, by its grantors.
  void merge(const Acl& other);
  /// Everything that the old owner has or gave is the new one's (aclnewowner).
  void change_owner(std::string_view owner);

  /// What a role has by itself or as PUBLIC; the owner all its own.
  [[nodiscard]] Rights held(std::string_view role) const;
  [[nodiscard]] Rights grantable(std::string_view role) const;
  /// Whether the role has or gave anything.
  [[nodiscard]] bool names(std::string_view role) const;
  void forget(std::string_view role);

  [[nodiscard]] const std::string& owner() const noexcept { return owner_; }
  [[nodiscard]] Righted kind() const noexcept { return kind_; }
  [[nodiscard]] const std::map<Who, Held>& entries() const noexcept { return entries_; }

 private:
  [[nodiscard]] std::string grantor_key(std::string_view grantor) const;
  [[nodiscard]] Held usual(std::string_view grantee) const;
  void check_circle(std::string_view grantee, const std::string& grantor, Rights rights) const;
  void recursive_revoke(std::string_view grantee, Rights rights, bool cascade);

  Righted kind_;
  std::string owner_;
  int server_version_;
  bool has_defaults_;
  std::map<Who, Held> entries_;
};

}  // namespace plumbline::sql
