/// Database URIs as URI::db 0.20 reads them: `db:ENGINE:…`, also without `db:`. Spec sqitch §7.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::adapters::sqitch {

/// A value: parts are computed when asked, as the Perl class does.
class DatabaseUri {
 public:
  /// Takes any text; one without an engine has an empty `engine()`.
  explicit DatabaseUri(std::string_view text);

  /// Whether `URI->new($text)` is a URI::db, which decides what a positional argument is.
  static bool is_database_uri(std::string_view text);

  /// Whether URI::db has a class for `engine:`.
  static bool is_known_scheme(std::string_view scheme);

  [[nodiscard]] std::string text() const { return prefix_ + ":" + inner_; }  ///< as_string
  [[nodiscard]] std::string engine() const;  ///< canonical_engine; "" for none
  [[nodiscard]] std::optional<std::string> user() const;
  [[nodiscard]] std::optional<std::string> password() const;
  [[nodiscard]] std::optional<std::string> host() const;
  [[nodiscard]] std::optional<std::string> port()
      const;  ///< `_port`: what is written, not the default
  [[nodiscard]] std::optional<std::string> database() const;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> query() const;
  [[nodiscard]] std::string dsn() const;

  [[nodiscard]] DatabaseUri without_password() const;  ///< the colon stays behind a user
  [[nodiscard]] DatabaseUri with_database(std::string_view name) const;

 private:
  [[nodiscard]] bool is_full() const noexcept;

  std::string prefix_;  ///< "db" in the case in which it is written
  std::string inner_;   ///< ENGINE:…, escaped
};

}  // namespace plumbline::adapters::sqitch
