#include "postgres/scratch/lock.hpp"

#include <array>

#include "postgres/scratch/refusal.hpp"
#include "system/digest.hpp"
#include "system/format.hpp"

namespace plumbline::postgres::scratch {

namespace {

/// The two halves of an advisory lock's key, as pg_locks shows them.
struct Key {
  std::uint32_t high = 0;
  std::uint32_t low = 0;

  [[nodiscard]] std::string text() const {
    const auto both = static_cast<std::int64_t>((static_cast<std::uint64_t>(high) << 32U) | low);
    return std::to_string(both);
  }
};

Key key_of(const std::string& nonce) {
  const auto digest = system::sha256("plumbline-scratch\n" + nonce);
  Key key;
  for (std::size_t i = 0; i < 4; ++i) {
    key.high = (key.high << 8U) | digest[i];
    key.low = (key.low << 8U) | digest[i + 4];
  }
  return key;
}

}  // namespace

std::unique_ptr<Session> open_guard_session(const Writable& database, int connect_ms) {
  auto session =
      Session::open(database, {.application_name = "plumbline scratch", .connect_ms = connect_ms});
  std::string settings =
      "SET search_path = pg_catalog, pg_temp; SET statement_timeout = 0; SET lock_timeout = '10s';"
      "SET idle_in_transaction_session_timeout = 0; SET default_transaction_read_only = off;"
      "SET standard_conforming_strings = on; SET client_min_messages = error;"
      "SET DateStyle = ISO; SET bytea_output = hex;";
  if (session->server_version() >= 140'000) settings += "SET idle_session_timeout = 0;";
  if (session->server_version() >= 170'000) settings += "SET transaction_timeout = 0;";
  session->query(settings);
  return session;
}

void take_advisory_lock(Session& session, const std::string& nonce, const std::string& database) {
  const Key key = key_of(nonce);
  const std::array<std::optional<std::string>, 1> whole = {key.text()};
  const bool is_taken =
      session.query("SELECT pg_catalog.pg_try_advisory_lock($1::pg_catalog.int8)", whole)
          .text(0, 0) == "t";
  const std::array<std::optional<std::string>, 2> halves = {std::to_string(key.high),
                                                            std::to_string(key.low)};
  const Rows others = session.query(
      "SELECT l.pid FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.objsubid = 1"
      " AND l.granted AND l.classid = $1::pg_catalog.oid AND l.objid = $2::pg_catalog.oid"
      " AND l.pid <> pg_catalog.pg_backend_pid()",
      halves);
  if (is_taken && others.count() == 0) return;
  if (is_taken) release_advisory_lock(session, nonce);
  throw refused(Refusal::second_gate,
                system::format("another gate is at work on database \"{}\"{}", database,
                               others.count() == 0 ? "" : " (pid " + others.text(0, 0) + ")"));
}

void release_advisory_lock(Session& session, const std::string& nonce) {
  const std::array<std::optional<std::string>, 1> whole = {key_of(nonce).text()};
  session.query("SELECT pg_catalog.pg_advisory_unlock($1::pg_catalog.int8)", whole);
}

}  // namespace plumbline::postgres::scratch
