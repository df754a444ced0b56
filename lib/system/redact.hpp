/// The only place that turns a database URI into something that may be shown.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace plumbline::system {

/// `uri` without its password and without unknown parameters, whatever its form; also for broken
/// ones.
std::string redact_uri(std::string_view uri);

/// Replaces every secret that it was told by "***" in any text: raw, percent-encoded and decoded.
class Redactor {
 public:
  /// Learns the passwords inside a URI or conninfo string, in all their spellings.
  void add_uri(std::string_view uri);
  void add_secret(std::string_view secret);
  [[nodiscard]] std::string apply(std::string_view text) const;

 private:
  std::set<std::string, std::less<>> secrets_;
};

/// A line of any file with the passwords of its URIs and of `password=`, `password:` taken out, in
/// the widest reading: shown beside findings, it must not show more than they do.
std::string redact_line(std::string_view line);

}  // namespace plumbline::system
