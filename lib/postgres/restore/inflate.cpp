/// gzip by zlib, which checks each member's header, checksum and length. The only file that
/// includes zlib.h.
#include <zlib.h>

#include <array>
#include <atomic>
#include <new>
#include <span>
#include <vector>

#include "postgres/restore/bad_backup.hpp"
#include "postgres/restore/byte_source.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

/// With a gzip header and trailer, the largest window.
constexpr int gzip_window = 15 + 16;
/// Below this nothing is called a bomb.
constexpr std::uint64_t harmless_bytes = 1U << 20;
constexpr std::size_t block_bytes = 256U << 10;

class GzipFeed final : public ByteFeed {
 public:
  GzipFeed(const std::string& path, std::uint64_t max_ratio) : file_(path), max_ratio_(max_ratio) {
    if (::inflateInit2(&stream_, gzip_window) != Z_OK) throw std::bad_alloc();
  }
  GzipFeed(const GzipFeed&) = delete;
  GzipFeed& operator=(const GzipFeed&) = delete;
  ~GzipFeed() override { ::inflateEnd(&stream_); }

  void run(const Take& take) override {
    std::vector<char> block(block_bytes);
    while (const std::size_t count = fill(block)) take({block.data(), count});
  }

  [[nodiscard]] std::uint64_t consumed() const noexcept override { return packed_; }

 private:
  std::size_t fill(std::span<char> into) {
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = static_cast<uInt>(into.size());
    while (stream_.avail_out > 0) {
      if (stream_.avail_in == 0 && !refill()) break;
      if (is_between_) begin_member();
      unpack();
    }
    const std::size_t count = into.size() - stream_.avail_out;
    unpacked_ += count;
    check_ratio();
    return count;
  }

  /// False at the end of the file, which must be the end of a member.
  bool refill() {
    const std::size_t count = file_.read(input_);
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(count);
    packed_ += count;
    if (count > 0) return true;
    if (!is_between_) {
      throw_bad(RestoreFault::cut, 0,
                system::format("the backup is cut: its gzip stream has no end after {} bytes",
                               packed_.load()));
    }
    return false;
  }

  void begin_member() {
    if (is_first_) {
      is_first_ = false;
    } else if (*stream_.next_in != 0x1f) {
      throw_bad(
          RestoreFault::damaged, 0,
          system::format("the backup is damaged: something else follows its gzip stream at byte {}",
                         offset()));
    } else {
      ::inflateReset(&stream_);
    }
    is_between_ = false;
  }

  void unpack() {
    const int status = ::inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) is_between_ = true;
    if (status == Z_STREAM_END || status == Z_OK || status == Z_BUF_ERROR) return;
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    const char* reason = stream_.msg == nullptr ? "it needs a dictionary" : stream_.msg;
    throw_bad(RestoreFault::damaged, 0,
              system::format("the backup is damaged: gzip: {} at byte {}", reason, offset()));
  }

  void check_ratio() const {
    if (unpacked_ <= harmless_bytes || unpacked_ / max_ratio_ < packed_) return;
    throw_bad(
        RestoreFault::limit, 0,
        system::format("the backup unpacks to more than {} times its size, the limit", max_ratio_));
  }

  /// In the file, of the next byte that is unpacked.
  [[nodiscard]] std::uint64_t offset() const { return packed_ - stream_.avail_in; }

  BackupFile file_;
  std::uint64_t max_ratio_;
  z_stream stream_{};
  std::array<char, 65'536> input_{};
  std::atomic<std::uint64_t> packed_ = 0;
  std::uint64_t unpacked_ = 0;
  bool is_between_ = true;  ///< members
  bool is_first_ = true;
};

}  // namespace

std::unique_ptr<ByteFeed> gzip_feed(const std::string& path, std::uint64_t max_ratio) {
  return std::make_unique<GzipFeed>(path, max_ratio);
}

}  // namespace plumbline::postgres
