/// A TCP proxy in front of a Unix socket that misbehaves as told: cuts, stalls, drips. Used by the
/// network tests.
#pragma once

#include <atomic>
#include <cstddef>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace plumbline::tests {

/// What a network can do. Byte counts are for each connection and direction.
struct Misbehaviour {
  static constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

  std::size_t cut_to_client = never;  ///< close after that many bytes to the client
  std::size_t cut_to_server = never;  ///< close after that many bytes to the server
  std::size_t stall_to_client =
      never;                   ///< deliver nothing more after that many bytes, without closing
  std::size_t chunk = 65'536;  ///< longest piece delivered at once
  bool reset = false;          ///< cut by RST, not FIN
};

/// Listens on 127.0.0.1; each connection has a thread of its own. Ends with the object.
class Proxy {
 public:
  Proxy(std::string socket_path, Misbehaviour misbehaviour);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  /// For the connections to come.
  void misbehave(const Misbehaviour& misbehaviour);
  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] std::string uri(const std::string& database) const;
  /// Bytes that the connection last accepted has delivered to its client.
  [[nodiscard]] std::size_t to_client() const noexcept { return *to_client_; }
  [[nodiscard]] std::size_t to_server() const noexcept { return *to_server_; }

 private:
  void accept_all();
  void serve(int client, const Misbehaviour& misbehaviour) const;

  std::string socket_path_;
  std::mutex mutex_;
  Misbehaviour misbehaviour_;  ///< under mutex_
  int listener_ = -1;
  int port_ = 0;
  int stop_read_ = -1;
  int stop_write_ = -1;
  std::shared_ptr<std::atomic<std::size_t>> to_client_ =
      std::make_shared<std::atomic<std::size_t>>(0);
  std::shared_ptr<std::atomic<std::size_t>> to_server_ =
      std::make_shared<std::atomic<std::size_t>>(0);
  std::thread accepter_;
};

}  // namespace plumbline::tests
