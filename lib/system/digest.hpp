/// MD5, SHA-1, SHA-256 and SHA-384, mostly as lower-case hex, by OpenSSL's libcrypto.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plumbline::system {

/// For names that tools shorten, not for safety.
std::string md5_hex(std::string_view bytes);
std::string sha1_hex(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string sha384_hex(std::string_view bytes);

std::string to_hex(std::span<const unsigned char> digest);

std::array<std::uint8_t, 32> sha256(std::string_view bytes);

}  // namespace plumbline::system
