/// poll(2) over both sides of each connection and a pipe that ends them all.
#include "support/proxy.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace plumbline::tests {

namespace {

int connect_to(const std::string& path) {
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return descriptor;
  ::close(descriptor);
  return -1;
}

/// One direction of a connection.
struct Pipe {
  int from;
  int to;
  std::size_t cut_after;
  std::size_t stall_after;
  std::atomic<std::size_t>& delivered;
  bool ended = false;

  [[nodiscard]] std::size_t allowed(std::size_t chunk) const {
    return std::min({chunk, cut_after - delivered, stall_after - delivered});
  }
  [[nodiscard]] bool is_cut() const { return delivered >= cut_after; }
  [[nodiscard]] bool is_stalled() const { return delivered >= stall_after; }

  void move(std::size_t chunk) {
    std::array<char, 65'536> bytes{};
    const ssize_t count = ::recv(from, bytes.data(), std::min(allowed(chunk), bytes.size()), 0);
    if (count <= 0) {
      ended = true;
      return;
    }
    const ssize_t sent = ::send(to, bytes.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL);
    if (sent != count) ended = true;
    delivered += static_cast<std::size_t>(count);
  }
};

}  // namespace

Proxy::Proxy(std::string socket_path, Misbehaviour misbehaviour)
    : socket_path_(std::move(socket_path)) {
  misbehave(misbehaviour);
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  std::array<int, 2> stop{};
  if (::bind(listener_, any, length) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, any, &length) != 0 || ::pipe2(stop.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  stop_read_ = stop[0];
  stop_write_ = stop[1];
  accepter_ = std::thread([this] { accept_all(); });
}

Proxy::~Proxy() {
  ::close(stop_write_);  // readable for everybody
  accepter_.join();
  ::close(stop_read_);
  ::close(listener_);
}

void Proxy::misbehave(const Misbehaviour& misbehaviour) {
  const std::lock_guard lock(mutex_);
  misbehaviour_ = misbehaviour;
}

std::string Proxy::uri(const std::string& database) const {
  return "postgresql://postgres@127.0.0.1:" + std::to_string(port_) + '/' + database +
         "?sslmode=disable&gssencmode=disable";
}

void Proxy::accept_all() {
  std::vector<std::thread> threads;
  while (true) {
    std::array<pollfd, 2> polled{{{listener_, POLLIN, 0}, {stop_read_, POLLIN, 0}}};
    if (::poll(polled.data(), polled.size(), -1) < 0) continue;
    if (polled[1].revents != 0) break;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    *to_client_ = 0;
    *to_server_ = 0;
    const std::lock_guard lock(mutex_);
    threads.emplace_back([this, client, told = misbehaviour_] { serve(client, told); });
  }
  for (std::thread& thread : threads) thread.join();
}

void Proxy::serve(int client, const Misbehaviour& misbehaviour) const {
  const int server = connect_to(socket_path_);
  const int yes = 1;
  ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  std::atomic<std::size_t> down_bytes = 0;
  std::atomic<std::size_t> up_bytes = 0;
  Pipe up{client, server, misbehaviour.cut_to_server, Misbehaviour::never, up_bytes};
  Pipe down{server, client, misbehaviour.cut_to_client, misbehaviour.stall_to_client, down_bytes};
  while (server >= 0 && !up.ended && !down.ended && !up.is_cut() && !down.is_cut()) {
    const short from_server = down.is_stalled() ? 0 : POLLIN;
    std::array<pollfd, 3> polled{{{client, POLLIN, 0},
                                  {down.is_stalled() ? -1 : server, from_server, 0},
                                  {stop_read_, POLLIN, 0}}};
    if (::poll(polled.data(), polled.size(), -1) < 0) continue;
    if (polled[2].revents != 0) break;
    if (polled[0].revents != 0) up.move(misbehaviour.chunk);
    if (polled[1].revents != 0) down.move(misbehaviour.chunk);
    *to_client_ = down_bytes.load();
    *to_server_ = up_bytes.load();
  }
  if (misbehaviour.reset) {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  ::close(client);
  if (server >= 0) ::close(server);
}

}  // namespace plumbline::tests
