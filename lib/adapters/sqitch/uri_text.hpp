/// URIs as Perl's URI.pm 5.17 reads and prints them: which characters it escapes, how it makes them
/// canonical, hosts in punycode. Used for %uri and for targets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumbline::adapters::sqitch {

/// Without the wrapping that `URI->new` takes off: <URL:…>, quotes, white space.
std::string_view unwrap_uri(std::string_view text);

/// The scheme in front of a colon, as written; "" for none.
std::string_view uri_scheme(std::string_view uri) noexcept;

/// As `_uric_escape`: what may not stand in a URI becomes %XX of its UTF-8 bytes. `with_host`: the
/// scheme has a server part, so that a host beyond ASCII becomes punycode.
std::string escape_uri(std::string_view uri, bool with_host);

/// As `uri_unescape`: each %XX becomes the character of that code, so that escaped UTF-8 comes out
/// as Latin-1.
std::string unescape_uri(std::string_view text);

/// RFC 3492 of one label, for `URI::_idna::encode`; absent when URI.pm refuses a label of the host.
std::optional<std::string> encode_host(std::string_view host);

std::string lower_ascii(std::string_view text);

/// Parts of a hierarchical URI, as URI::_generic's patterns cut them; views into the argument.
struct UriParts {
  std::string_view scheme;                    ///< "" for none
  std::optional<std::string_view> authority;  ///< behind //
  std::string_view path;
  std::optional<std::string_view> query;
  std::string_view fragment;  ///< with its #
};
UriParts split_uri(std::string_view uri) noexcept;

/// As URI::_server's `host` and `_port`, from an authority.
std::string_view authority_host(std::string_view authority) noexcept;
std::optional<std::string_view> authority_port(std::string_view authority) noexcept;

}  // namespace plumbline::adapters::sqitch
