/// The private folder of one running cluster: made, locked as long as its owner or its guard lives,
/// and taken away when it was left behind. Used by the cluster alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "postgres/cluster/account.hpp"
#include "postgres/cluster/descriptor.hpp"

namespace plumbline::postgres {

/// /tmp/plumb-XXXXXX of mode 0700: short, as the path of a socket ends at 107 bytes.
struct ClusterFolder {
  std::string path;
  Descriptor lock;  ///< of its file `lock`: who can lock that one sees a dead folder

  [[nodiscard]] std::string data() const { return path + "/data"; }
  [[nodiscard]] std::string log() const { return path + "/log"; }
};

/// Where such folders are made, best first: `given`, else /tmp, $XDG_RUNTIME_DIR, /var/tmp.
std::vector<std::string> folder_places(const std::string& given);

inline constexpr const char* memory_folder = "/dev/shm";

/// That memory file system, where so much and a gigabyte besides may be used of it without harm; ""
/// elsewhere.
std::string memory_place(std::uint64_t bytes);

/// Still the caller's; the server's user gets it when it is filled. Throws Error (io) when none of
/// the places will do.
ClusterFolder make_cluster_folder(const std::vector<std::string>& places);

/// Ends what still runs in a folder whose owner and guard are dead, and removes the folder.
/// REQUIRES: its lock is held by the caller.
void remove_dead_folder(const std::string& path) noexcept;

/// Does so with every dead folder in `places` that belongs to the caller or to `account`. Links and
/// other users' folders are left alone.
void sweep_dead_folders(const std::vector<std::string>& places, const Account& account);

}  // namespace plumbline::postgres
