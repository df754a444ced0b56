/// Data folders of servers that were initialised once, kept in
/// $XDG_CACHE_HOME/plumbline/cluster/<version>-<build>/: `plain`, as initdb leaves one, and
/// variants that already hold databases. Written beside and renamed; what is broken is thrown away.
/// Any number of processes use it at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/cluster/descriptor.hpp"
#include "postgres/cluster/programs.hpp"
#include "postgres/cluster/tree.hpp"

namespace plumbline::postgres {

/// What is known of a data folder that was kept.
struct KeptData {
  std::string name;  ///< "plain", or a variant's
  ServerVersion version;
  std::string family;                  ///< of a variant: who may use it
  std::vector<std::string> databases;  ///< of a variant: what it holds
  TreeSize size;

  [[nodiscard]] bool holds(std::string_view database) const;
};

/// What is asked of a copy.
struct CopyWishes {
  std::string family;
  std::vector<std::string> databases;
  std::optional<FileOwner> owner;
};

class ClusterCache {
 public:
  static constexpr std::size_t max_variants = 4;
  static constexpr std::uint64_t max_variant_bytes = 2ULL << 30;

  /// Absent when there is no place for it that only the caller may write to.
  static std::optional<ClusterCache> open(const ServerPrograms& programs);

  /// Copies the variant of that family that holds the most of the wished databases (then the one
  /// with an earlier of them, then the newest), else `plain`, to `to`. Absent when there is
  /// neither; `to` does not exist then.
  [[nodiscard]] std::optional<KeptData> copy_to(const std::string& to,
                                                const CopyWishes& wishes) const;

  /// Nobody else makes or throws away anything meanwhile. REQUIRES: this thread has no lock of it.
  [[nodiscard]] std::optional<Descriptor> lock() const;

  /// As copy_to, of `plain` alone. REQUIRES: lock() is held.
  [[nodiscard]] std::optional<KeptData> copy_plain(const std::string& to,
                                                   const CopyWishes& wishes) const;

  /// Keeps a copy of a freshly initialised data folder as `plain`. REQUIRES: lock() is held.
  void keep_plain(const std::string& data, const ServerVersion& version) const;

  /// Keeps the data folder of a server that was stopped cleanly, and makes room: the least recently
  /// used of the others go. Throws Error (io, refused, limit) and Interrupted, and nothing is kept
  /// then.
  void keep_variant(const std::string& data, KeptData about) const;

  /// Whether its disk keeps half of its room with so much more on it.
  [[nodiscard]] bool has_room(std::uint64_t bytes) const noexcept;
  /// Throws one away: a server did not start from it.
  void forget(const std::string& name) const;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  explicit ClusterCache(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] std::string place_of(std::string_view name) const;
  [[nodiscard]] std::optional<KeptData> read(const std::string& name) const;
  [[nodiscard]] std::vector<KeptData> variants() const;
  bool copy_one(const KeptData& kept, const std::string& to,
                const std::optional<FileOwner>& owner) const;
  [[nodiscard]] std::vector<KeptData> best_first(const CopyWishes& wishes) const;
  void make_room(const std::string& newest) const;

  std::string path_;
};

}  // namespace plumbline::postgres
