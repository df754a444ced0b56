/// The algorithm is fetched once and one context is reused by each thread: an implicit fetch for
/// each call costs more than hashing a short migration.
#include "system/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "plumbline/error.hpp"

namespace plumbline::system {

namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

const EVP_MD* fetch(const char* name, const EVP_MD* legacy) {
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
  static_cast<void>(legacy);
  const EVP_MD* algorithm = EVP_MD_fetch(nullptr, name, nullptr);
#else
  const EVP_MD* algorithm = legacy;
#endif
  if (algorithm == nullptr)
    throw Error(Status::unsupported, std::string("libcrypto has no ") + name);
  return algorithm;
}

std::string digest_hex(const EVP_MD* algorithm, std::string_view bytes) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (context == nullptr || EVP_DigestInit_ex(context.get(), algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1) {
    throw Error(Status::internal, "libcrypto refused to compute a digest");
  }
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex(2 * static_cast<std::size_t>(length), '0');
  for (std::size_t i = 0; i < length; ++i) {
    hex[2 * i] = digits[digest[i] >> 4];
    hex[2 * i + 1] = digits[digest[i] & 15];
  }
  return hex;
}

}  // namespace

std::string sha1_hex(std::string_view bytes) {
  static const EVP_MD* const algorithm = fetch("SHA1", EVP_sha1());
  return digest_hex(algorithm, bytes);
}

std::string sha256_hex(std::string_view bytes) {
  static const EVP_MD* const algorithm = fetch("SHA256", EVP_sha256());
  return digest_hex(algorithm, bytes);
}

std::string sha384_hex(std::string_view bytes) {
  static const EVP_MD* const algorithm = fetch("SHA384", EVP_sha384());
  return digest_hex(algorithm, bytes);
}

}  // namespace plumbline::system
