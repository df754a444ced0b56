/// Folders of a server copied and removed, without following a link: a root caller handles what
/// another user owns. Used by the cluster's cache and its sweep.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace plumbline::postgres {

struct TreeSize {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;

  bool operator==(const TreeSize&) const = default;
};

struct FileOwner {
  uid_t uid = 0;
  gid_t gid = 0;
};

/// Copies folders and regular files to `to`, which must not exist yet, of modes 0700 and 0600,
/// without waiting for the disk; blocks are shared where the file system can. With `owner` all of
/// it is given to them. Throws Error: not_found (`from` cannot be read), io (the copy cannot be
/// made), refused (a link or device is in it), limit (too deep), and Interrupted.
TreeSize copy_tree(const std::string& from, const std::string& to,
                   const std::optional<FileOwner>& owner);

/// What a copy of it would come to. Throws Error as copy_tree.
TreeSize measure_tree(const std::string& path);

/// Removes the maps of free space and of visibility of all relations in a data folder whose server
/// is stopped: a quarter of its files, and the server makes them anew where it misses them.
void remove_maps(const std::string& data);

/// As much as can be; true when nothing is left. Links are removed, not followed.
bool remove_tree(const std::string& path) noexcept;

/// "No such file or directory".
std::string reason_of(int error_number);

}  // namespace plumbline::postgres
