#include "postgres/scratch/refusal.hpp"

#include <string_view>

namespace plumbline::postgres::scratch {

namespace {

std::string_view remedy(Refusal reason) noexcept {
  switch (reason) {
    case Refusal::no_mark:
      return "if its contents may be thrown away, empty it and run plumbline scratch init on it; "
             "else name another database";
    case Refusal::foreign_comment:
      return "make a database of its own for this (createdb --template=template0) and run "
             "plumbline "
             "scratch init on that";
    case Refusal::wrong_oid:
      return "the mark came with a dump made by pg_dump -C: run plumbline scratch init on an empty "
             "database";
    case Refusal::wrong_name:
      return "rename it back, or empty it and run plumbline scratch init under its new name";
    case Refusal::wrong_cluster:
      return "run plumbline scratch init on an empty database of this server";
    case Refusal::unknown_mark_version:
      return "use the Plumbline that marked it, or drop it, make it anew and run plumbline scratch "
             "init";
    case Refusal::not_empty:
      return "make an empty one: createdb --template=template0 NAME";
    case Refusal::schema_differs:
      return "somebody has used it since: save what is wanted, then drop it, make it anew and run "
             "plumbline scratch init";
    case Refusal::is_source:
      return "name another database as scratch: this one is where the backup came from";
    case Refusal::is_target:
      return "name another database as scratch";
    case Refusal::system_database:
      return "make a database of its own: createdb --template=template0 NAME";
    case Refusal::template_database:
      return "name a database that is no template, or ALTER DATABASE … IS_TEMPLATE false";
    case Refusal::other_sessions:
      return "end them, or wait until they are gone";
    case Refusal::prepared_transactions:
      return "COMMIT PREPARED or ROLLBACK PREPARED there";
    case Refusal::replication:
      return "drop the subscription or the slot there, once nobody needs it";
    case Refusal::publication:
      return "DROP PUBLICATION there, once nobody subscribes to it";
    case Refusal::standby:
      return "name a database on the primary server";
    case Refusal::not_owner:
      return "connect as the database's owner, or ALTER DATABASE … OWNER TO this role";
    case Refusal::superuser:
      return "connect as a plain role that owns the database: what is restored there would run "
             "with the rights of the role";
    case Refusal::pooler:
      return "connect to the server itself";
    case Refusal::no_uri:
      return "set the variable, or write the database's URI: postgresql://user@host/scratch";
    case Refusal::second_gate:
      return "wait until the other gate is done, or give each its own scratch database";
    case Refusal::identity_changed:
      return "look who dropped, renamed or replaced it, then run the gate again";
    case Refusal::mark_removed:
      return "somebody has withdrawn it: ask them, or run plumbline scratch init on an empty "
             "database";
    case Refusal::several_hosts:
      return "name one host: each connection could reach another server";
    case Refusal::reset_failed:
      return "remove it as its owner or as a superuser, or drop the database, make it anew and run "
             "plumbline scratch init";
  }
  return {};
}

}  // namespace

Error refused(Refusal reason, std::string message, std::string detail) {
  return {Status::refused,
          {.message = std::move(message),
           .detail = std::move(detail),
           .hint = std::string(remedy(reason)),
           .sqlstate = "",
           .where = {}}};
}

}  // namespace plumbline::postgres::scratch
