/// Data folders of servers packed into one file each, unpacked and removed, without following a
/// link: a root caller handles what another user owns. One file, as making many is what a copy
/// costs. Used by the cluster's cache and its sweep.
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

/// Packs the data folder of a server that is stopped into a new file, without waiting for the disk
/// and without the maps of free space and of visibility: a quarter of its files, which the server
/// makes anew where it misses them. What it will come to when it is unpacked. Throws Error:
/// not_found (`from` cannot be read), io (the file cannot be written), refused (a link or device is
/// in it), limit (too deep), and Interrupted.
TreeSize pack_tree(const std::string& from, const std::string& file);

/// Folders of mode 0700 and files of mode 0600, in `to`, which must not exist yet; with `owner` all
/// of it is given to them. What it came to. Throws Error: not_found (the file is not there or not
/// whole), io (`to` cannot be made), and Interrupted. REQUIRES: nobody else may enter where `to`
/// is.
TreeSize unpack_tree(const std::string& file, const std::string& to,
                     const std::optional<FileOwner>& owner);

/// As much as can be; true when nothing is left. Links are removed, not followed.
bool remove_tree(const std::string& path) noexcept;

/// "No such file or directory".
std::string reason_of(int error_number);

}  // namespace plumbline::postgres
