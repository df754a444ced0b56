/// Whom a server runs as: the caller, or, as PostgreSQL refuses root, another user when the caller
/// is root.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "postgres/cluster/tree.hpp"

namespace plumbline::postgres {

struct Account {
  std::string name;  ///< "" when it is the caller
  FileOwner owner;
  /// What runs a command as that user, to stand before it; empty when it is the caller.
  std::vector<std::string> become;

  /// Whom its files are given to; absent when they are the caller's.
  [[nodiscard]] std::optional<FileOwner> recipient() const {
    return become.empty() ? std::nullopt : std::optional(owner);
  }
};

/// `os_user`, else PLUMBLINE_PG_USER, postgres, nobody, the first that exists; asked only when the
/// caller is root. Throws Error: tool (nothing here can change the user), configuration (no such
/// user, or it is root).
Account find_account(const std::string& os_user);

}  // namespace plumbline::postgres
