/// Files and folders, read with limits. A FIFO, device or folder is refused before a byte is read;
/// every failure names the path and the reason. Used by everything that looks at a tree.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/limits.hpp"

namespace plumbline::system {

enum class EntryType { file, folder, link, other };

/// One name in a folder. Links are not followed here.
struct Entry {
  std::string name;
  EntryType type = EntryType::other;

  bool operator==(const Entry&) const = default;
};

/// A folder held open, so that its files are opened by name without walking the path again.
class Folder {
 public:
  /// Throws Error: not_found, io. `path` may be relative to the working directory.
  explicit Folder(std::string path);
  Folder(Folder&& other) noexcept;
  Folder& operator=(Folder&& other) noexcept;
  ~Folder();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Sorted by name as bytes. Throws Error (limit) over `limits.max_files`.
  [[nodiscard]] std::vector<Entry> entries(const Limits& limits = {}) const;
  /// The whole file, following links. Throws Error: not_found, io, limit.
  [[nodiscard]] std::string read(const std::string& name, const Limits& limits = {}) const;
  /// The same in `buffer`, which only ever grows: for one file after the other, each forgotten
  /// before the next.
  [[nodiscard]] std::string_view read(const std::string& name, std::string& buffer,
                                      const Limits& limits) const;
  /// What the file begins with, as far as `buffer` holds it; absent when it cannot be read. For a
  /// name that `entries` calls a file: what else it may have become gives nothing, but no error.
  [[nodiscard]] std::optional<std::string_view> peek(const char* name,
                                                     std::span<char> buffer) const noexcept;
  /// What `name` is once links are followed; `other` when it is not there or dangling.
  [[nodiscard]] EntryType type_of(const std::string& name) const noexcept;
  /// Size in bytes once links are followed; -1 when it is no regular file.
  [[nodiscard]] std::int64_t size_of(const std::string& name) const noexcept;

 private:
  std::string path_;
  int descriptor_ = -1;
};

/// As Folder::read, by path.
std::string read_file(const std::string& path, const Limits& limits = {});
/// Whether a regular file is there once links are followed.
bool is_file(const std::string& path) noexcept;
bool is_folder(const std::string& path) noexcept;
/// realpath(3); "" when it cannot be resolved.
std::string real_path(const std::string& path);

/// "a" + "b" → "a/b"; "." and "" add nothing; an absolute `name` replaces.
std::string join_path(std::string_view folder, std::string_view name);
/// Lexical: folds "." and "..", single slashes, no final slash; "" → ".".
std::string normalise_path(std::string_view path);
/// `path` as seen from `base`, both lexically; unchanged when they share nothing but the root.
std::string relative_path(std::string_view path, std::string_view base);
std::string_view base_name(std::string_view path) noexcept;
/// "a/b" → "a"; "a" → ".".
std::string parent_path(std::string_view path);

}  // namespace plumbline::system
