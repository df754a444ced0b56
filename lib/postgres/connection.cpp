/// Connection over libpq's asynchronous calls: connecting, one statement at a time, giving up in
/// time. What is said to the server besides the callers' texts is in transaction.cpp.
#include "postgres/connection.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <utility>

#include "plumbline/error.hpp"
#include "postgres/errors.hpp"
#include "postgres/libpq.hpp"
#include "postgres/transaction.hpp"
#include "postgres/uri.hpp"
#include "postgres/versions.hpp"
#include "system/deadline.hpp"
#include "system/environment.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"
#include "system/redact.hpp"
#include "system/utf8.hpp"

namespace plumbline::postgres {

namespace {

using std::chrono::milliseconds;
using system::Deadline;
using system::Wakeup;

constexpr int oldest_version = 120'000;
constexpr milliseconds grace{
    500};  // our deadline behind the server's own, so that its words are heard
constexpr milliseconds farewell{500};  // for a ROLLBACK whose answer nobody needs
constexpr int cancel_ms = 1'000;
/// Undone by the rollback behind the statement that it is for.
constexpr FixedSql set_lock_limit = "SELECT pg_catalog.set_config('lock_timeout', $1, true)";
constexpr FixedSql rollback_to_start_sql = rollback_to_start;

Error plain_error(Status status, std::string message, std::string hint = "") {
  return {status,
          {.message = std::move(message),
           .detail = "",
           .hint = std::move(hint),
           .sqlstate = "",
           .where = {}}};
}

/// `--db "$DATABASE_URL"` with the variable unset must not end at whatever database this machine
/// happens to have.
void require_environment() {
  const system::Environment environment;
  for (const char* name : {"PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGUSER", "PGPORT"}) {
    if (!environment.get(name).value_or("").empty()) return;
  }
  throw plain_error(
      Status::argument, "the database URI is empty",
      "a variable may be unset where the URI comes from; to use libpq's environment set PGHOST, "
      "PGDATABASE or PGSERVICE");
}

Keywords complete(Keywords keywords, const TargetOptions& options) {
  if (!options.application_name.empty())
    keywords.emplace_back("fallback_application_name", options.application_name);
  keywords.emplace_back("client_encoding", "UTF8");
  return keywords;
}

/// postgres://user@host:port/database, of the host that was reached.
std::string describe(const RawConnection& raw) {
  const std::string host = raw.host();
  const std::string port = raw.port();
  const bool is_socket = host.starts_with('/') || host.starts_with('@');
  std::string name = "postgres://" + raw.user() + '@';
  if (!is_socket) name += host.find(':') == std::string::npos ? host : '[' + host + ']';
  if (!port.empty() && port != "5432") name += ':' + port;
  name += '/' + raw.database();
  if (is_socket) name += "?host=" + host;
  return system::escape_for_display(name);
}

/// `{0}`, `{1}` … replaced by quoted identifiers.
std::string with_identifiers(std::string text, std::span<const std::string> identifiers) {
  if (identifiers.empty()) return text;
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
    const bool is_place =
        at + 2 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9' && text[at + 2] == '}';
    if (!is_place) {
      ++at;
      continue;
    }
    const auto index = static_cast<std::size_t>(text[at + 1] - '0');
    if (index >= identifiers.size())
      throw plain_error(Status::internal, "a statement lacks an identifier");
    const std::string quoted = quote_identifier(identifiers[index]);
    text.replace(at, 3, quoted);
    at += quoted.size();
  }
  return text;
}

/// What one statement, or several at once, came to.
struct Answer {
  Rows rows{0, {}};                  ///< of the last that gave any
  std::optional<ErrorFields> error;  ///< of the first that failed
};

class LiveConnection final : public Connection {
 public:
  LiveConnection(std::string_view uri, const TargetOptions& options);
  ~LiveConnection() override;

  [[nodiscard]] const std::string& name() const noexcept override { return name_; }
  [[nodiscard]] const std::string& database() const noexcept override { return database_; }
  [[nodiscard]] int server_version() const noexcept override { return server_version_; }
  [[nodiscard]] int lock_ms() const noexcept override { return options_.lock_ms; }
  [[nodiscard]] int deadline_ms() const noexcept override {
    return static_cast<int>(statement_limit().count());
  }
  [[nodiscard]] int announced_pid() const noexcept override {
    return raw_ ? raw_->announced_pid() : 0;
  }
  [[nodiscard]] bool uses_tls() const noexcept override { return raw_ && raw_->uses_tls(); }
  [[nodiscard]] std::unique_ptr<Connection> open_another(int limit_ms) const override;
  const std::vector<PathSchema>& search_path() override;
  Rows query(FixedSql sql, std::span<const std::string> identifiers,
             Parameters parameters) override;
  void query_all(std::span<const Statement> statements, const Take& take,
                 const Refuse& refuse) override;
  void query_briefly(const Statement& statement, int lock_ms,
                     const std::function<void(const RowView&)>& take) override;
  void end_snapshot() override;

 private:
  /// One call at a time: a second thread is told so instead of garbling the protocol.
  class Turn;

  void connect(const Deadline& deadline);
  void begin();
  Answer run(const std::string& sql, milliseconds limit);
  Answer receive(const Deadline& deadline);
  void hand_over(const Deadline& deadline);
  std::optional<RawResult> next(const Deadline& deadline);
  /// Runs statements until the server refuses one, which is returned.
  struct Refused {
    std::size_t statement;
    ErrorFields fields;
  };
  std::optional<Refused> run_pipeline(std::span<const Statement> statements, std::size_t first,
                                      const Take& take);
  std::optional<Refused> run_in_turn(std::span<const Statement> statements, std::size_t first,
                                     const Take& take);
  std::optional<Refused> run_statements(std::span<const Statement> statements, std::size_t first,
                                        const Take& take);
  void wait(bool readable, bool writable, const Deadline& deadline);
  void roll_back_to_start();
  [[noreturn]] void throw_server_error(ErrorFields fields);
  [[noreturn]] void throw_broken();
  [[noreturn]] void give_up(Wakeup why);
  void require_open() const;
  [[nodiscard]] milliseconds statement_limit() const noexcept {
    return milliseconds(options_.statement_ms) + grace;
  }
  /// Of the call that this thread is in; without one, of the target.
  [[nodiscard]] int stop_descriptor() const noexcept {
    const system::CallScope* call = system::CallScope::current();
    if (call != nullptr && call->stop_descriptor() >= 0) return call->stop_descriptor();
    return options_.cancel == nullptr ? -1 : options_.cancel->descriptor();
  }
  /// The earlier of the wait's own deadline and the call's.
  [[nodiscard]] static Deadline bounded(const Deadline& own) noexcept {
    const system::CallScope* call = system::CallScope::current();
    return call != nullptr && call->deadline() ? earlier(own, *call->deadline()) : own;
  }

  std::string uri_;  // with its password: for open_another
  TargetOptions options_;
  std::string name_;
  std::string database_;
  int server_version_ = 0;
  system::Redactor redactor_;
  std::optional<RawConnection> raw_;  ///< empty once closed
  bool in_transaction_ = false;
  std::vector<PathSchema> search_path_;
  std::atomic_flag in_use_;
};

class LiveConnection::Turn {
 public:
  explicit Turn(LiveConnection& connection) : flag_(connection.in_use_) {
    if (flag_.test_and_set(std::memory_order_acquire)) {
      throw plain_error(Status::busy,
                        system::format("\"{}\" is serving another call", connection.name_),
                        "open one target for each thread");
    }
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { flag_.clear(std::memory_order_release); }

 private:
  std::atomic_flag& flag_;
};

LiveConnection::LiveConnection(std::string_view uri, const TargetOptions& options)
    : uri_(uri), options_(options), name_(system::redact_uri(uri)) {
  const Keywords keywords = parse_uri(uri);
  if (keywords.empty()) require_environment();
  redactor_.add_uri(uri);
  for (const char* secret : {"password", "sslpassword"})
    redactor_.add_secret(find_keyword(keywords, secret));
  const Deadline deadline(milliseconds(options_.connect_ms));
  raw_.emplace(complete(keywords, options_));
  if (find_keyword(keywords, "user") != raw_->password()) redactor_.add_secret(raw_->password());
  if (keywords.empty()) name_ = describe(*raw_);
  connect(deadline);
  name_ = describe(*raw_);
  database_ = raw_->database();
  server_version_ = raw_->server_version();
  if (server_version_ < oldest_version) {
    throw plain_error(Status::unsupported,
                      system::format("\"{}\" runs PostgreSQL {}.{}, older than 12", name_,
                                     server_version_ / 10'000, server_version_ % 10'000));
  }
}

LiveConnection::~LiveConnection() {
  try {
    end_snapshot();  // a pooler throws a server connection away that is left inside a transaction
  } catch (...) {    // only memory can be short, and the connection is closed next
  }
}

void LiveConnection::connect(const Deadline& deadline) {
  // libpq asks for this first wait; its socket may change from step to step.
  std::optional<Wait> next = raw_->is_broken() ? std::nullopt : std::optional(Wait::writable);
  while (next && *next != Wait::nothing) {
    const Wakeup wakeup = system::wait_for({.descriptor = raw_->socket(),
                                            .readable = *next == Wait::readable,
                                            .writable = *next == Wait::writable},
                                           bounded(deadline), stop_descriptor());
    if (wakeup != Wakeup::ready) system::check_interruption();
    if (wakeup == Wakeup::stopped)
      throw plain_error(Status::cancelled, system::format("opening \"{}\" was cancelled", name_));
    if (wakeup == Wakeup::over) {
      throw plain_error(
          Status::timeout,
          system::format("\"{}\" did not answer within {} ms", name_, options_.connect_ms),
          "check host, port and firewall, or allow more time");
    }
    next = raw_->connect();
  }
  if (!next) {
    throw connection_error(system::format("\"{}\" cannot be opened", name_),
                           redactor_.apply(raw_->last_words()));
  }
}

std::unique_ptr<Connection> LiveConnection::open_another(int limit_ms) const {
  TargetOptions options = options_;
  options.connect_ms = std::min(options.connect_ms, limit_ms);
  options.statement_ms = std::min(options.statement_ms, limit_ms);
  return open(uri_, options);
}

void LiveConnection::require_open() const {
  system::check_interruption();
  if (options_.cancel != nullptr && options_.cancel->requested()) {
    throw plain_error(Status::cancelled, system::format("reading \"{}\" was cancelled", name_));
  }
  if (!raw_)
    throw plain_error(Status::connection,
                      system::format("the connection to \"{}\" is closed", name_));
}

const std::vector<PathSchema>& LiveConnection::search_path() {
  const Turn turn(*this);
  require_open();
  if (!in_transaction_) begin();
  return search_path_;
}

void LiveConnection::begin() {
  const bool has_newer = has_newer_settings(server_version_);
  Answer answer = run(begin_statement(options_, server_version_, has_newer), statement_limit());
  if (answer.error && has_newer &&
      answer.error->sqlstate == "42704") {  // a fork without the newer settings
    run(rollback, statement_limit());
    answer = run(begin_statement(options_, server_version_, false), statement_limit());
  }
  if (answer.error) {
    if (raw_ && !raw_->is_broken()) run(rollback, farewell);
    throw_server_error(std::move(*answer.error));
  }
  in_transaction_ = true;
  search_path_.clear();
  for (std::size_t row = 0; row < answer.rows.count(); ++row) {
    search_path_.push_back(
        {.name = answer.rows.text(row, 0), .may_create = answer.rows.text(row, 1) == "t"});
  }
}

Rows LiveConnection::query(FixedSql sql, std::span<const std::string> identifiers,
                           Parameters parameters) {
  const Turn turn(*this);
  require_open();
  const std::string text = with_identifiers(for_version(sql.text(), server_version_), identifiers);
  if (!in_transaction_) begin();
  if (!raw_->send(text, parameters)) throw_broken();
  Answer answer = receive(Deadline(statement_limit()));
  if (!answer.error) return std::move(answer.rows);
  if (!raw_->is_broken()) roll_back_to_start();
  throw_server_error(std::move(*answer.error));
}

std::optional<LiveConnection::Refused> LiveConnection::run_in_turn(
    std::span<const Statement> statements, std::size_t first, const Take& take) {
  for (std::size_t at = first; at < statements.size(); ++at) {
    if (!raw_->send(for_version(statements[at].sql.text(), server_version_),
                    statements[at].parameters))
      throw_broken();
    const Deadline deadline(statement_limit());
    hand_over(deadline);
    std::optional<ErrorFields> problem;
    while (const std::optional<RawResult> result = next(deadline)) {
      if (result->is_error() && !problem) problem = result->error();
      if (result->has_rows() && !problem) take(at, RowView(*result));
    }
    if (problem) return Refused{at, std::move(*problem)};
  }
  return std::nullopt;
}

std::optional<LiveConnection::Refused> LiveConnection::run_pipeline(
    std::span<const Statement> statements, std::size_t first, const Take& take) {
  if (!raw_->enter_pipeline()) throw_broken();
  for (std::size_t at = first; at < statements.size(); ++at) {
    if (!raw_->send(for_version(statements[at].sql.text(), server_version_),
                    statements[at].parameters))
      throw_broken();
  }
  if (!raw_->end_statements()) throw_broken();
  std::optional<Refused> refused;
  hand_over(Deadline(statement_limit()));
  for (std::size_t at = first; true;) {
    const std::optional<RawResult> result = next(Deadline(statement_limit()));
    if (!result) {  // the end of one statement; a broken connection has no others
      if (raw_->is_broken()) throw_broken();
      ++at;
      continue;
    }
    if (result->is_sync()) break;
    if (result->is_error() && !result->is_aborted() && !refused)
      refused = Refused{at, result->error()};
    if (result->has_rows() && !refused) take(at, RowView(*result));
  }
  raw_->leave_pipeline();
  return refused;
}

std::optional<LiveConnection::Refused> LiveConnection::run_statements(
    std::span<const Statement> statements, std::size_t first, const Take& take) {
  try {
    return RawConnection::has_pipeline() ? run_pipeline(statements, first, take)
                                         : run_in_turn(statements, first, take);
  } catch (...) {  // answers may be left on their way: nobody could tell whose
    raw_.reset();
    in_transaction_ = false;
    throw;
  }
}

void LiveConnection::query_all(std::span<const Statement> statements, const Take& take,
                               const Refuse& refuse) {
  const Turn turn(*this);
  require_open();
  if (!in_transaction_) begin();
  std::size_t first = 0;
  while (first < statements.size()) {
    std::optional<Refused> refused = run_statements(statements, first, take);
    if (!refused) return;
    if (raw_->is_broken()) throw_server_error(std::move(refused->fields));
    roll_back_to_start();
    for (std::string* text :
         {&refused->fields.message, &refused->fields.detail, &refused->fields.hint})
      *text = redactor_.apply(*text);
    refuse(refused->statement, server_error(std::move(refused->fields)));
    require_open();
    first = refused->statement + 1;
  }
}

void LiveConnection::query_briefly(const Statement& statement, int lock_ms,
                                   const std::function<void(const RowView&)>& take) {
  const Turn turn(*this);
  require_open();
  if (!in_transaction_) begin();
  const std::array<std::optional<std::string>, 1> limit = {std::to_string(std::max(lock_ms, 1))};
  const std::array<Statement, 3> statements = {Statement{set_lock_limit, limit}, statement,
                                               Statement{rollback_to_start_sql, {}}};
  std::optional<Refused> refused =
      run_statements(statements, 0, [&](std::size_t at, const RowView& rows) {
        if (at == 1) take(rows);
      });
  if (!refused) return;
  if (!raw_->is_broken()) roll_back_to_start();
  throw_server_error(std::move(refused->fields));
}

void LiveConnection::roll_back_to_start() {
  const Answer answer = run(rollback_to_start, statement_limit());
  if (answer.error) raw_.reset();
}

void LiveConnection::end_snapshot() {
  const Turn turn(*this);
  if (!raw_ || !std::exchange(in_transaction_, false)) return;
  try {
    Answer answer = run(rollback, farewell);
    if (answer.error) throw_server_error(std::move(*answer.error));
  } catch (const Error&) {  // nothing is lost: what was read is read, and a closed connection holds
                            // no snapshot
    raw_.reset();
  } catch (...) {  // as when memory was short
    raw_.reset();
    throw;
  }
}

Answer LiveConnection::run(const std::string& sql, milliseconds limit) {
  if (!raw_->send(sql)) throw_broken();
  return receive(Deadline(limit));
}

void LiveConnection::wait(bool readable, bool writable, const Deadline& deadline) {
  const Wakeup wakeup =
      system::wait_for({.descriptor = raw_->socket(), .readable = readable, .writable = writable},
                       bounded(deadline), stop_descriptor());
  if (wakeup != Wakeup::ready) give_up(wakeup);
}

void LiveConnection::hand_over(const Deadline& deadline) {
  while (true) {
    const std::optional<Wait> left = raw_->flush();
    if (!left) throw_broken();
    if (*left == Wait::nothing) return;
    wait(true, true, deadline);  // a server that sends before it reads would else block both sides
    if (!raw_->consume()) throw_broken();
  }
}

std::optional<RawResult> LiveConnection::next(const Deadline& deadline) {
  while (raw_->is_busy()) {
    // What libpq had no memory for is lost, and nobody would send it again.
    if (raw_->is_out_of_memory()) throw std::bad_alloc();
    wait(true, false, deadline);
    if (!raw_->consume()) throw_broken();
  }
  return raw_->next_result();
}

Answer LiveConnection::receive(const Deadline& deadline) {
  hand_over(deadline);
  Answer answer;
  while (true) {
    const std::optional<RawResult> result = next(deadline);
    if (!result) return answer;
    if (result->is_error() && !answer.error) answer.error = result->error();
    if (result->has_rows()) answer.rows = result->rows();
  }
}

void LiveConnection::throw_server_error(ErrorFields fields) {
  for (std::string* text : {&fields.message, &fields.detail, &fields.hint})
    *text = redactor_.apply(*text);
  const bool is_broken = !raw_ || raw_->is_broken();
  if (is_broken) {
    raw_.reset();
    in_transaction_ = false;
    if (fields.sqlstate.empty()) {
      throw connection_error(system::format("the connection to \"{}\" broke", name_),
                             fields.message);
    }
  }
  Error error = server_error(std::move(fields));
  if (is_broken && error.status() == Status::server)
    throw Error(Status::connection, error.fields());
  throw error;
}

void LiveConnection::throw_broken() {
  const std::string words = redactor_.apply(raw_->last_words());
  raw_.reset();
  in_transaction_ = false;
  throw connection_error(system::format("the connection to \"{}\" broke", name_), words);
}

void LiveConnection::give_up(Wakeup why) {
  raw_->request_cancel(cancel_ms);
  raw_.reset();
  in_transaction_ = false;
  system::check_interruption();
  if (why == Wakeup::stopped)
    throw plain_error(Status::cancelled, system::format("reading \"{}\" was cancelled", name_));
  throw plain_error(
      Status::timeout,
      system::format("\"{}\" did not answer a query within {} ms", name_, options_.statement_ms),
      "the server or the network is stuck; try again, or allow more time");
}

}  // namespace

RowView::RowView(const RawResult& result) : result_(result), count_(result.row_count()) {}
bool RowView::is_null(std::size_t row, std::size_t column) const {
  return result_.is_null(row, column);
}
std::string_view RowView::text(std::size_t row, std::size_t column) const {
  return result_.text(row, column);
}
std::int64_t RowView::number(std::size_t row, std::size_t column) const {
  const std::string_view digits = text(row, column);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::string quote_identifier(std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos) {
    throw plain_error(Status::argument, "an identifier is empty or holds a NUL byte");
  }
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::unique_ptr<Connection> Connection::open(std::string_view uri, const TargetOptions& options) {
  return std::make_unique<LiveConnection>(uri, options);
}

}  // namespace plumbline::postgres
