/// The low-level functions where libcrypto has them (below 4.0): EVP's first use reads
/// configuration, registers algorithms and error texts, 6 million instructions, which is more than
/// checking a plan of 1,000 changes costs.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "system/digest.hpp"

#include <openssl/md5.h>
#include <openssl/opensslv.h>
#include <openssl/sha.h>

#include <array>
#include <span>

#include "plumbline/error.hpp"

#if OPENSSL_VERSION_NUMBER >= 0x40000000L
#include <openssl/evp.h>
#endif

namespace plumbline::system {

std::string to_hex(std::span<const unsigned char> digest) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex(2 * digest.size(), '0');
  char* digit = hex.data();
  for (const unsigned char byte : digest) {
    *digit++ = digits[byte >> 4];
    *digit++ = digits[byte & 15];
  }
  return hex;
}

namespace {

#if OPENSSL_VERSION_NUMBER >= 0x40000000L

template <std::size_t Size>
std::array<unsigned char, Size> digest(const char* algorithm, std::string_view bytes) {
  std::array<unsigned char, Size> result{};
  if (EVP_Q_digest(nullptr, algorithm, nullptr, bytes.data(), bytes.size(), result.data(),
                   nullptr) != 1) {
    throw Error(Status::unsupported, std::string("libcrypto has no ") + algorithm);
  }
  return result;
}

#else

/// The three functions of one algorithm and its state.
template <std::size_t Size, typename State, auto Init, auto Update, auto Final>
std::array<unsigned char, Size> digest(std::string_view bytes) {
  State state;
  std::array<unsigned char, Size> result{};
  if (Init(&state) != 1 || Update(&state, bytes.data(), bytes.size()) != 1 ||
      Final(result.data(), &state) != 1) {
    throw Error(Status::internal, "libcrypto refused to compute a digest");
  }
  return result;
}

#endif

}  // namespace

#if OPENSSL_VERSION_NUMBER >= 0x40000000L

std::string md5_hex(std::string_view bytes) {
  return to_hex(digest<MD5_DIGEST_LENGTH>("MD5", bytes));
}
std::string sha1_hex(std::string_view bytes) {
  return to_hex(digest<SHA_DIGEST_LENGTH>("SHA1", bytes));
}
std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
  return digest<SHA256_DIGEST_LENGTH>("SHA256", bytes);
}
std::string sha384_hex(std::string_view bytes) {
  return to_hex(digest<SHA384_DIGEST_LENGTH>("SHA384", bytes));
}

#else

std::string md5_hex(std::string_view bytes) {
  return to_hex(digest<MD5_DIGEST_LENGTH, MD5_CTX, MD5_Init, MD5_Update, MD5_Final>(bytes));
}

std::string sha1_hex(std::string_view bytes) {
  return to_hex(digest<SHA_DIGEST_LENGTH, SHA_CTX, SHA1_Init, SHA1_Update, SHA1_Final>(bytes));
}

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
  return digest<SHA256_DIGEST_LENGTH, SHA256_CTX, SHA256_Init, SHA256_Update, SHA256_Final>(bytes);
}

std::string sha384_hex(std::string_view bytes) {
  return to_hex(
      digest<SHA384_DIGEST_LENGTH, SHA512_CTX, SHA384_Init, SHA384_Update, SHA384_Final>(bytes));
}

#endif

std::string sha256_hex(std::string_view bytes) { return to_hex(sha256(bytes)); }

}  // namespace plumbline::system
