#include "adapters/sqitch/paths.hpp"

#include <vector>

namespace plumbline::adapters::sqitch {

std::string canonical_path(std::string_view path) {
  const bool is_absolute = path.starts_with('/');
  std::string canonical;
  bool is_at_root = is_absolute;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty() || part == "." || (is_at_root && part == "..")) continue;
    if (!canonical.empty()) canonical += '/';
    canonical += part;
    is_at_root = false;
  }
  if (is_absolute) return "/" + canonical;
  return canonical.empty() && !path.empty() ? "." : canonical;
}

std::string file_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return std::string(path);
  const std::string folder = canonical_path(path.substr(0, slash + 1));
  return (folder == "/" ? folder : folder + "/") + std::string(path.substr(slash + 1));
}

std::string sub_folder(std::string_view folder, std::string_view name) {
  return canonical_path(std::string(folder) + "/" + std::string(name));
}

std::string file_in(std::string_view folder, std::string_view name) {
  const std::size_t slash = name.rfind('/');
  std::string inside(folder);
  if (slash != std::string_view::npos) {
    inside = canonical_path(inside + "/" + std::string(name.substr(0, slash)));
    name.remove_prefix(slash + 1);
  }
  if (!inside.ends_with('/')) inside += '/';
  return inside.append(name);
}

}  // namespace plumbline::adapters::sqitch
