#include "adapters/tool_process.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters {

namespace {

constexpr std::size_t tail_bytes = 4'096;

constexpr auto led_by = std::to_array<std::string_view>({"PG", "SQITCH_", "ALEMBIC_", "SQLX_"});
constexpr auto uri_starts = std::to_array<std::string_view>(
    {"postgres://", "postgresql://", "postgresql+", "db:pg:", "db:postgres", "db:pgsql:"});

bool is_program(const std::string& path) {
  return system::is_file(path) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

bool is_database_uri(std::string_view value) noexcept {
  return std::ranges::any_of(uri_starts,
                             [&](std::string_view start) { return value.starts_with(start); });
}

std::string find_directory(const std::string& chosen, const std::string& root) {
  const std::string& wanted = chosen.empty() ? root : chosen;
  std::string directory = system::real_path(wanted);
  if (directory.empty()) {
    throw Error(Status::not_found, system::format("working directory \"{}\" is not there",
                                                  system::escape_for_display(wanted)));
  }
  return directory;
}

std::map<std::string, std::string> clean_environment(const system::Environment& environment) {
  std::map<std::string, std::string> kept = environment.all();
  std::erase_if(kept, [](const auto& entry) {
    const auto& [name, value] = entry;
    const bool is_theirs = std::ranges::any_of(
        led_by, [&name = name](std::string_view start) { return name.starts_with(start); });
    return is_theirs || name == "DATABASE_URL" || is_database_uri(value);
  });
  return kept;
}

std::optional<std::string> find_program(std::string_view name, std::string_view directory,
                                        const system::Environment& environment) {
  if (name.find('/') != std::string_view::npos) {
    std::string path = system::join_path(directory, name);
    if (!path.starts_with('/')) path = system::join_path(system::real_path("."), path);
    return is_program(path) ? std::optional(std::move(path)) : std::nullopt;
  }
  const std::string folders = environment.get("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
  for (std::string_view rest = folders; !rest.empty();) {
    const std::size_t colon = rest.find(':');
    std::string path = system::join_path(rest.substr(0, colon), name);
    if (!path.starts_with('/')) path = system::join_path(system::real_path("."), path);
    if (is_program(path)) return path;
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return std::nullopt;
}

std::string output_tail(const std::string& text) {
  if (text.size() <= tail_bytes) return text;
  std::size_t start = text.size() - tail_bytes;
  while (start < text.size() && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) ++start;
  return text.substr(start);
}

}  // namespace plumbline::adapters
