/// What psql does with the scripts that sqitch hands it, done on connections of our own: the start
/// of a psql and of its connection is most of what a small script costs. Whatever is not known to
/// the byte is left to psql.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postgres/client_session.hpp"
#include "postgres/writable.hpp"

namespace plumbline::adapters::sqitch {

/// Whether that program is PostgreSQL's own psql, perhaps behind Debian's choice of a version: one
/// of the user's making may do anything.
bool is_psql(const std::string& path);

/// Used by one thread at a time. Not to be moved.
class PsqlClient {
 public:
  /// `name` is psql as sqitch calls it, `directory` where sqitch runs.
  PsqlClient(std::string name, std::string directory)
      : name_(std::move(name)), directory_(std::move(directory)) {}
  PsqlClient(const PsqlClient&) = delete;
  PsqlClient& operator=(const PsqlClient&) = delete;
  ~PsqlClient() = default;

  /// Told what psql would write to stdout, or to stderr.
  using Say = std::function<void(bool is_error, std::string_view text)>;
  /// psql's exit status for these words; absent when psql has to be started: then nothing was done.
  /// Throws Interrupted.
  std::optional<int> run(const postgres::Writable& database, const std::vector<std::string>& words,
                         const Say& say);
  /// Connects for the next script, while nobody waits for it. REQUIRES: the script before it is
  /// over, as a new connection may see what it has set for new connections.
  /// Nothing when the last session can still pass for a new one.
  void connect_ahead(const postgres::Writable& database);
  void disconnect() noexcept {
    session_.reset();
    has_event_triggers_.reset();
    say_ = nullptr;
  }

 private:
  struct Request {
    std::string file;
    std::string command;
    std::map<std::string, std::string> variables;
  };
  [[nodiscard]] std::optional<Request> read(const postgres::Writable& database,
                                            const std::vector<std::string>& words) const;
  [[nodiscard]] bool has_own_settings(const Request& request) const;
  std::optional<int> run_file(const postgres::Writable& database, const Request& request);
  std::optional<int> run_command(const postgres::Writable& database, const Request& request);
  /// False when there is none to be had: psql says why in its own words.
  bool is_as_new();
  bool connect(const postgres::Writable& database);
  using End = postgres::ClientSession::End;
  End run_statement(const std::string& sql);
  void say_rows(const postgres::RawResult& result);

  std::string name_;
  std::string directory_;
  std::unique_ptr<postgres::ClientSession> session_;  ///< one that no script has left a trace in
  std::optional<bool> has_event_triggers_;            ///< once looked for
  bool keeps_session_ = false;
  const Say* say_ = nullptr;
  std::string place_;  ///< in front of what it complains of
};

}  // namespace plumbline::adapters::sqitch
