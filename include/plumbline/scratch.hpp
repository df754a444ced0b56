/// The mark that lets a gate reset a database somebody named, and what keeps it from any other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumbline/event.hpp"

namespace plumbline {

class Repository;

/// A database that somebody works with.
struct KnownTarget {
  std::string uri;
  std::string where;          ///< who says so: "alembic.ini:12 (sqlalchemy.url)", "DATABASE_URL"
  bool is_source = false;     ///< the backup came from there: never reset
  bool is_protected = false;  ///< never reset, whatever mark it carries
};

/// The databases that the files of a repository, `.env` files beside its trees and the variable
/// DATABASE_URL name, and those that plumbline.toml protects. Opens no connection.
std::vector<KnownTarget> find_targets(const Repository& repository);

struct ScratchOptions {
  /// None of them may be the scratch database, unless it carries our mark. Each is asked who it is,
  /// within two seconds; one that does not answer is compared by host, port and name.
  std::vector<KnownTarget> targets;
  int connect_ms = 10'000;
  CallControl control;
};

/// Marks the database as one whose contents may be thrown away: the only function that writes to a
/// database that somebody named. It must be empty and pass the guard (README, "Scratch databases").
/// Marking it again is fine. Throws Error: refused, with the reason and what to do; argument,
/// connection, server, timeout, cancelled.
void mark_scratch(std::string_view uri, const ScratchOptions& options = {});

/// Whether a gate would take it. Writes nothing. Throws as mark_scratch when it would not.
void check_scratch(std::string_view uri, const ScratchOptions& options = {});

}  // namespace plumbline
