/// Access control lists as properties: by grantee, in words, without what acldefault() gives.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::postgres {

/// As acldefault()'s first argument tells kinds apart.
enum class GrantKind : std::uint8_t {
  column,
  relation,
  sequence,
  database,
  function,
  language,
  large_object,
  schema,
  tablespace,
  foreign_data_wrapper,
  foreign_server,
  type,
  parameter,
};

/// (grantee, rights) by grantee, only where they are not the default of an object of that kind and
/// owner: "PUBLIC" for everybody; "SELECT, UPDATE*", "none", "SELECT by app". `acl` is aclitem[] in
/// text, "" for NULL. Source: acl.c, acldefault and aclitemout.
std::vector<std::pair<std::string, std::string>> read_grants(std::string_view acl, GrantKind kind,
                                                             std::string_view owner,
                                                             int server_version);

}  // namespace plumbline::postgres
