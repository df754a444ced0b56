/// Databases made, renamed and dropped whole, beside a scratch database and with what belongs to
/// it: encoding, owner, rights, limit, settings. All through a session in another database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postgres/scratch/mark.hpp"
#include "postgres/session.hpp"

namespace plumbline::postgres::scratch {

/// What CREATE DATABASE and the statements behind it have to say, so that the new one is as the
/// old one was.
struct Shape {
  std::string owner;
  std::string locale;               ///< ENCODING … LC_CTYPE …, for a copy of template0
  std::string place;                ///< TABLESPACE … CONNECTION LIMIT …
  std::vector<std::string> grants;  ///< statements, `{}` for the database's name
  /// Why this role cannot make such a one, "" when it seems to be able to.
  std::string why_not;
};
/// REQUIRES: there is such a database.
Shape read_shape(Session& session, const std::string& database);

/// Throws Error (server) as CREATE DATABASE does, and leaves nothing then. `settings` as in Mark.
void create_database(Session& session, const std::string& name, const std::string& original,
                     const Shape& shape, std::string_view settings);
void drop_database(Session& session, const std::string& name);
void rename_database(Session& session, const std::string& from, const std::string& to);
void set_comment(Session& session, const std::string& database, std::string_view comment);
/// Makes the settings of the database exactly those.
void set_settings(Session& session, const std::string& database, std::string_view settings);

/// A database whose comment is one of ours, or that has none.
struct Beside {
  std::string name;
  std::string oid;
  std::string comment;
  bool owns = false;  ///< this role has its owner's rights
  bool lets_connect = true;
};
/// Those whose name begins with `prefix`, by name.
std::vector<Beside> list_beside(Session& session, std::string_view prefix);

inline constexpr std::string_view next_prefix = "plumb_next_";
inline constexpr std::string_view template_prefix = "plumb_template_";

/// The template that `one` is, when everything about it says so: name, oid and cluster as its mark,
/// the owner's rights ours, nobody let in.
struct KeptTemplate {
  std::string name;
  TemplateMark mark;
};
std::vector<KeptTemplate> list_templates(Session& session, const std::string& system);

/// The nonces of all scratch databases of the server.
std::vector<std::string> list_nonces(Session& session);

}  // namespace plumbline::postgres::scratch
