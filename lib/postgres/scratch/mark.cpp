#include "postgres/scratch/mark.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>

#include "postgres/errors.hpp"
#include "system/digest.hpp"
#include "system/format.hpp"

namespace plumbline::postgres::scratch {

namespace {

constexpr std::string_view scratch_word = "plumbline-scratch/";
constexpr std::string_view template_word = "plumbline-template/1";
constexpr std::string_view digits = "0123456789";
constexpr std::string_view hex_digits = "0123456789abcdef";

bool is_plain(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
         c == '-' || c == '.';
}

std::string encode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_plain(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', hex_digits[byte >> 4U], hex_digits[byte & 15U]};
    }
  }
  return encoded;
}

/// Absent for what `encode` does not write.
std::optional<std::string> decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_plain(text[i])) {
      decoded += text[i];
      continue;
    }
    const std::size_t high = i + 1 < text.size() ? hex_digits.find(text[i + 1]) : text.npos;
    const std::size_t low = i + 2 < text.size() ? hex_digits.find(text[i + 2]) : text.npos;
    if (text[i] != '%' || high == text.npos || low == text.npos) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

/// ` name=value` from the front of `rest`.
std::optional<std::string> take_field(std::string_view& rest, std::string_view name) {
  const std::string opening = system::format(" {}=", name);
  if (!rest.starts_with(opening)) return std::nullopt;
  rest.remove_prefix(opening.size());
  const std::size_t end = std::min(rest.find(' '), rest.size());
  std::optional<std::string> value = decode(rest.substr(0, end));
  rest.remove_prefix(end);
  return value;
}

/// All of them in this order, and nothing behind.
bool take_fields(std::string_view rest,
                 std::span<const std::pair<std::string_view, std::string*>> fields) {
  for (const auto& [name, value] : fields) {
    std::optional<std::string> taken = take_field(rest, name);
    if (!taken) return false;
    *value = std::move(*taken);
  }
  return rest.empty();
}

bool consists_of(std::string_view text, std::string_view letters) noexcept {
  return !text.empty() && text.find_first_not_of(letters) == text.npos;
}

bool is_hex(std::string_view text, std::size_t length) noexcept {
  return text.size() == length && consists_of(text, hex_digits);
}

}  // namespace

std::string print(const Mark& mark) {
  return system::format("{}1 oid={} name={} system={} nonce={} schema={} settings={}", scratch_word,
                        mark.oid, encode(mark.name), mark.system, mark.nonce, mark.schema,
                        encode(mark.settings));
}

std::string print(const TemplateMark& mark) {
  return system::format("{} oid={} name={} system={} nonce={} key={} made={}", template_word,
                        mark.oid, encode(mark.name), mark.system, mark.nonce, encode(mark.key),
                        mark.made);
}

ReadMark read_mark(std::string_view comment) {
  if (comment.empty()) return {};
  if (!comment.starts_with(scratch_word)) return {.comment = Comment::foreign};
  const std::string_view rest = comment.substr(scratch_word.size());
  const std::string_view version = rest.substr(0, rest.find(' '));
  if (version != "1") return {.comment = Comment::other_version, .version = std::string(version)};
  ReadMark read{.comment = Comment::ours};
  Mark& mark = read.mark;
  const std::array<std::pair<std::string_view, std::string*>, 6> fields = {
      {{"oid", &mark.oid},
       {"name", &mark.name},
       {"system", &mark.system},
       {"nonce", &mark.nonce},
       {"schema", &mark.schema},
       {"settings", &mark.settings}}};
  const bool is_whole = take_fields(rest.substr(1), fields) && consists_of(mark.oid, digits) &&
                        consists_of(mark.system, digits) && is_hex(mark.nonce, 32) &&
                        (mark.schema == in_use || is_hex(mark.schema, 64));
  if (!is_whole) return {.comment = Comment::damaged};
  return read;
}

ReadTemplateMark read_template_mark(std::string_view comment) {
  if (!comment.starts_with(template_word)) return {};
  ReadTemplateMark read;
  TemplateMark& mark = read.mark;
  std::string made;
  const std::array<std::pair<std::string_view, std::string*>, 6> fields = {
      {{"oid", &mark.oid},
       {"name", &mark.name},
       {"system", &mark.system},
       {"nonce", &mark.nonce},
       {"key", &mark.key},
       {"made", &made}}};
  if (!take_fields(comment.substr(template_word.size()), fields)) return {};
  const auto [end, problem] = std::from_chars(made.data(), made.data() + made.size(), mark.made);
  read.is_ours = problem == std::errc() && end == made.data() + made.size() &&
                 consists_of(mark.oid, digits) && is_hex(mark.nonce, 32);
  return read;
}

std::string make_nonce() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw plain_error(Status::io, "the system gives no random bytes");
  return system::to_hex(bytes);
}

}  // namespace plumbline::postgres::scratch
