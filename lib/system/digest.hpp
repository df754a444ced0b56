/// SHA-1, SHA-256 and SHA-384 as lower-case hex, by OpenSSL's libcrypto.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::system {

std::string sha1_hex(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string sha384_hex(std::string_view bytes);

}  // namespace plumbline::system
