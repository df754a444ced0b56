/// Two schemas compared: what is missing, unexpected or changed, by object and property.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plumbline/report.hpp"
#include "plumbline/schema.hpp"

namespace plumbline {

/// With the numbers of the C ABI's PLUMB_DIFF_….
enum class DifferenceKind : std::int32_t {
  missing = 1,     ///< in the old one only
  unexpected = 2,  ///< in the new one only
  changed = 3,
};

struct Difference {
  DifferenceKind change{};
  ObjectKind kind{};
  std::string object;     ///< CatalogObject::name
  std::string property;   ///< of a changed one; "name" when it was renamed and nothing else
  std::string old_value;  ///< of a changed one; what an absent property means, for people
  std::string new_value;
  /// Of a missing or unexpected one: the object of the other kind that it may have been renamed to
  /// or from, because both are defined alike; "" when there is none.
  std::string rename_hint;

  bool operator==(const Difference&) const = default;
};

struct DiffOptions {
  /// Kinds ("table"), names or globs ("billing.*"), or "KIND:GLOB"; empty = all. A part is also
  /// named by what it is a part of.
  std::vector<std::string> only;
  std::vector<std::string> skip;  ///< likewise; wins over `only`
  bool column_order = false;      ///< columns in another order differ
  bool system_names = false;      ///< names that PostgreSQL chose count like others
  bool physical = false;          ///< what a dump does not carry: versions of collations
  bool without_owner = false;
  bool without_grants = false;
  bool without_comments = false;
};

/// Immutable.
struct Diff {
  SchemaSource old_source;
  SchemaSource new_source;
  /// Equal ones say that nothing of the definitions differs, whatever the options leave out.
  Fingerprint old_fingerprint;
  Fingerprint new_fingerprint;
  std::vector<Difference> differences;  ///< sorted by kind, object, change and property
  /// What could not be compared: unreadable on one side, or expressions of two server major
  /// versions that are not the same text.
  std::vector<Unchecked> unchecked;
};

/// `old` is what is expected, `now` what is there. Parts of a missing or unexpected object are not
/// named besides it. In proportion to what differs, plus one comparison of fingerprints for each
/// object that is no part of another. Throws Error (argument) for a bad filter.
Diff diff_schemas(const Schema& old, const Schema& now, const DiffOptions& options = {});

}  // namespace plumbline
