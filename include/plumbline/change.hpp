/// One step of a plan, and what only its tool knows about it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/position.hpp"

namespace plumbline {

/// A fact that only one tool has (a planner, a label, a note), with the place where it stands.
struct Attribute {
  std::string name;
  std::string value;
  Position where;

  bool operator==(const Attribute&) const = default;
};

/// A reference to another change as written, and what it resolves to.
struct Reference {
  std::string text;    ///< as written: "users@v1", "auth:roles", "0023"
  std::string target;  ///< id of the change; "" when it names none of this plan
  Position where;

  bool operator==(const Reference&) const = default;
};

/// A file that belongs to a change.
struct Script {
  std::string file;  ///< relative to the tree's root; "" when the tool has no such script
  bool exists = false;
  std::string checksum;  ///< hex, as the tool records it; "" when not computed

  bool operator==(const Script&) const = default;
};

/// One step of a plan, as its tool identifies it. Immutable after loading; shared freely between
/// threads.
struct Change {
  std::string id;  ///< sqitch: SHA-1 change id, 40 hex; Alembic: revision; sqlx: version as decimal
  std::string
      name;  ///< as written in the plan; Alembic: first line of the docstring; sqlx: description
  Position where;  ///< of the line, assignment or file that declares it
  std::vector<std::string>
      parents;  ///< ids, in the order that the file gives them; empty for a base
  std::vector<Reference> requirements;  ///< sqitch requires, Alembic depends_on
  std::vector<Reference> conflicts;     ///< sqitch only
  Script deploy;                        ///< what moves forward (for Alembic the revision file)
  Script revert;                        ///< what moves back
  Script verify;                        ///< sqitch only
  std::vector<Attribute> attributes;    ///< in the order of the tool's own documents
  bool shadowed = false;                ///< another file took its id: the tool can never run it

  bool operator==(const Change&) const = default;
};

/// The value of the first attribute of that name, or "".
std::string_view attribute(const Change& change, std::string_view name) noexcept;

}  // namespace plumbline
