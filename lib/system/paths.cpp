/// Paths as text: nothing here touches the disk.
#include <algorithm>
#include <span>
#include <vector>

#include "system/files.hpp"

namespace plumbline::system {

namespace {

/// The parts of a path with "." and ".." folded; a leading "/" is not part of it.
std::vector<std::string_view> split_folded(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  while (start <= path.size()) {
    const std::size_t slash = std::min(path.find('/', start), path.size());
    const std::string_view part = path.substr(start, slash - start);
    start = slash + 1;
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (!absolute) {
      parts.push_back(part);
    }
  }
  return parts;
}

std::string join_parts(std::span<const std::string_view> parts, bool absolute) {
  std::string path = absolute ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) path += '/';
    path += parts[i];
  }
  return path.empty() ? "." : path;
}

}  // namespace

std::string join_path(std::string_view folder, std::string_view name) {
  if (name.starts_with('/') || folder.empty() || folder == ".")
    return std::string(name.empty() ? "." : name);
  if (name.empty() || name == ".") return std::string(folder);
  std::string path;
  path.reserve(folder.size() + 1 + name.size());
  path = folder;
  if (!path.ends_with('/')) path += '/';
  path += name;
  return path;
}

std::string normalise_path(std::string_view path) {
  return join_parts(split_folded(path), path.starts_with('/'));
}

std::string relative_path(std::string_view path, std::string_view base) {
  if (path.starts_with('/') != base.starts_with('/')) return normalise_path(path);
  const std::vector<std::string_view> target = split_folded(path);
  const std::vector<std::string_view> origin = split_folded(base);
  std::size_t shared = 0;
  while (shared < target.size() && shared < origin.size() && target[shared] == origin[shared])
    ++shared;
  if (shared == 0 && path.starts_with('/') && !origin.empty()) return normalise_path(path);
  std::vector<std::string_view> parts(origin.size() - shared, "..");
  parts.insert(parts.end(), target.begin() + static_cast<std::ptrdiff_t>(shared), target.end());
  return join_parts(parts, false);
}

std::string_view base_name(std::string_view path) noexcept {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string parent_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

}  // namespace plumbline::system
