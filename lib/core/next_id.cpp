#include "core/next_id.hpp"

#include <algorithm>
#include <cstdint>

#include "system/digest.hpp"
#include "system/format.hpp"

namespace plumbline::core {

namespace {

constexpr std::size_t hash_length = 12;     // as Alembic's own ids
constexpr std::size_t longest_number = 18;  // decimal digits that 64 bits surely hold

constexpr std::string_view digits = "0123456789";

/// "rev_" "041" "_users"
struct Numbered {
  std::string_view before;
  std::string_view number;
  std::string_view behind;

  explicit Numbered(std::string_view id) {
    const std::size_t begin = std::min(id.find_first_of(digits), id.size());
    const std::size_t end = std::min(id.find_first_not_of(digits, begin), id.size());
    before = id.substr(0, begin);
    number = id.substr(begin, end - begin);
    behind = id.substr(end);
  }
  [[nodiscard]] bool is_numbered() const noexcept {
    return !number.empty() && number.size() <= longest_number;
  }
  /// Whether both count in one way: what follows the number begins alike ("_", nothing).
  [[nodiscard]] bool is_like(const Numbered& other) const noexcept {
    return is_numbered() && before == other.before &&
           behind.substr(0, 1) == other.behind.substr(0, 1);
  }
};

bool is_hash(std::string_view id) noexcept {
  return id.size() >= hash_length &&
         id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Written by hand one after the other, not drawn by chance.
bool is_counted(const Numbered& like, std::span<const std::string> taken) {
  if (!like.is_numbered()) return false;
  if (!like.behind.empty() && like.behind.front() != '_' && like.behind.front() != '-')
    return false;
  std::size_t alike = 0;
  std::size_t hashes = 0;
  for (const std::string& id : taken) {
    alike += Numbered(id).is_like(like) ? 1U : 0U;
    hashes += is_hash(id) && id.find_first_not_of(digits) != std::string::npos ? 1U : 0U;
  }
  return 2 * alike >= taken.size() && (hashes == 0 || like.number.size() < hash_length);
}

}  // namespace

std::string next_id(std::string_view like, std::span<const std::string> taken,
                    std::string_view seed) {
  const auto is_taken = [&](const std::string& id) {
    return std::ranges::find(taken, id) != taken.end();
  };
  const Numbered style(like);
  if (is_counted(style, taken)) {
    std::uint64_t greatest = 0;
    std::size_t width = style.number.size();
    for (const std::string& id : taken) {
      const Numbered other(id);
      if (!other.is_like(style)) continue;
      const std::uint64_t number = std::stoull(std::string(other.number));
      if (number < greatest) continue;
      greatest = number;
      width = other.number.size();
    }
    return system::format("{}{:0{}}{}", style.before, greatest + 1, width, style.behind);
  }
  std::string id;
  for (int round = 0; id.empty() || is_taken(id); ++round)
    id = system::sha256_hex(system::format("{}/{}/{}", like, seed, round)).substr(0, hash_length);
  return id;
}

}  // namespace plumbline::core
