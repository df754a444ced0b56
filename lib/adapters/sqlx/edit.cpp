/// sqlx files renumbered: a version of its own behind all others, timestamp or sequential as the
/// newest one is. Contents stay, so checksums do.
#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <set>

#include "adapters/sqlx/tree.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqlx {

namespace {

constexpr std::size_t timestamp_digits = 14;  // YYYYMMDDHHMMSS

/// The second after that of a timestamp version; absent when it is none.
std::optional<std::int64_t> next_second(std::int64_t version) {
  std::array<int, 6> parts{};  // seconds first
  for (std::size_t i = 0; i < 5; ++i) {
    parts[i] = static_cast<int>(version % 100);
    version /= 100;
  }
  parts[5] = static_cast<int>(version);
  auto& [second, minute, hour, day, month, year] = parts;
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const std::array<int, 12> lengths = {31, is_leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
                                       31};
  if (year < 1970 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59)
    return std::nullopt;
  if (day > lengths[static_cast<std::size_t>(month - 1)]) return std::nullopt;
  const auto carry = [](int& part, int first, int last, int& next) {
    if (part <= last) return;
    part = first;
    ++next;
  };
  ++second;
  carry(second, 0, 59, minute);
  carry(minute, 0, 59, hour);
  carry(hour, 0, 23, day);
  carry(day, 1, lengths[static_cast<std::size_t>(month - 1)], month);
  carry(month, 1, 12, year);
  std::int64_t next = year;
  for (std::size_t i = 5; i-- > 0;) next = next * 100 + parts[i];
  return next;
}

class Renumbering {
 public:
  Renumbering(const Resolution& resolution, std::string root, std::string directory)
      : root_(std::move(root)), directory_(std::move(directory)) {
    for (const Migration& migration : resolution.migrations) names_.insert(migration.file);
    const Migration& newest = resolution.migrations.back();
    version_ = newest.version;
    width_ = newest.file.find('_');
    is_padded_ = newest.file.starts_with('0') && width_ > 1;
  }

  EditResult run(const std::vector<const Change*>& changes) {
    for (const Change* change : changes) one(*change);
    if (!result_.refusal.empty()) result_.fix = {};
    return std::move(result_);
  }

 private:
  void one(const Change& change) {
    if (version_ == std::numeric_limits<std::int64_t>::max()) {
      result_.refusal = "there is no version behind the last one";
      return;
    }
    const bool is_timestamp = width_ == timestamp_digits && !is_padded_;
    const auto second = is_timestamp ? next_second(version_) : std::nullopt;
    version_ = second.value_or(version_ + 1);
    const std::string prefix =
        is_padded_ ? system::format("{:0{}}", version_, width_) : system::format("{}", version_);
    result_.new_ids.push_back(std::to_string(version_));
    const std::string name(system::base_name(change.deploy.file));
    rename(name, prefix);
    constexpr std::string_view up = ".up.sql";
    if (!name.ends_with(up)) return;
    const std::string down = name.substr(0, name.size() - up.size()) + ".down.sql";
    if (names_.contains(down)) rename(down, prefix);
  }

  void rename(const std::string& name, const std::string& prefix) {
    const std::string to = prefix + name.substr(name.find('_'));
    const std::string from = system::join_path(directory_, name);
    if (!names_.insert(to).second) result_.refusal = system::format("\"{}\" is there already", to);
    result_.fix.renames.push_back({from, system::join_path(directory_, to)});
    const std::string bytes = system::read_file(system::join_path(root_, from));
    result_.fix.read.push_back({from, system::sha256_hex(bytes)});
  }

  std::string root_;
  std::string directory_;
  std::set<std::string> names_;
  std::int64_t version_ = 0;
  std::size_t width_ = 0;
  bool is_padded_ = false;
  EditResult result_;
};

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += c;
    out += c;
  }
  return out + "'";
}

}  // namespace

EditResult SqlxTree::edit(const EditRequest& request) const {
  if (request.renumber.empty()) return {};
  return Renumbering(resolution_, root_, directory_).run(request.renumber);
}

/// The row that `sqlx migrate override skip` writes: -1 stands for "not run here".
std::vector<std::string> SqlxTree::register_commands(
    const std::vector<const Change*>& changes) const {
  std::vector<std::string> commands;
  for (const Change* change : changes) {
    commands.push_back(system::format(
        "INSERT INTO {} (version, description, success, checksum, execution_time) VALUES ({}, {}, "
        "TRUE, '\\x{}', -1);",
        config_.table_name, change->id, quoted(change->name), change->deploy.checksum));
  }
  return commands;
}

}  // namespace plumbline::adapters::sqlx
