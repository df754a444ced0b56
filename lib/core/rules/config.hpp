/// The catalogue's entries of what a tool's configuration says; rules.cpp puts the families
/// together.
#pragma once

#include <array>

#include "plumbline/rule.hpp"

namespace plumbline::core {

inline constexpr std::array config_rules = {
    Rule{"config/missing-target", Severity::warning,
         "the configuration names no database to deploy to",
         "The tool takes whatever its environment offers, often a database of the developer's own "
         "name, or stops.",
         "Name the target in the configuration or on the command line of every deploy.",
         "sqitch: Target resolution, App::Sqitch::Target", "Q"},
    Rule{"config/secret-in-file", Severity::warning,
         "a password is written in a configuration file",
         "Everybody with the repository, its backups or its logs can connect to the database.",
         "Take the password out, change it, and hand it over by environment, service file or pass "
         "file.",
         "libpq documentation, 'The Password File'", ""},
    Rule{"config/unexpanded-variable", Severity::error,
         "a setting holds a shell variable that the tool never expands",
         "The tool asks for a database whose name is the variable itself; the connection fails "
         "before the plan is read.",
         "Hand the value over on the command line, where a shell expands it, or through the tool's "
         "own variable.",
         "sqitch expands nothing in sqitch.conf", "Q"},
    Rule{"config/unknown-engine", Severity::error, "the engine is none that the tool knows",
         "Every command stops before it reads the plan.", "Use pg for PostgreSQL.",
         "sqitch: App::Sqitch::Target, engine look-up", "Q"},
    Rule{"config/unused-suppression", Severity::info,
         "a suppression in plumbline.toml hides nothing",
         "What it once excused is gone, or it is misspelt and excuses nothing.",
         "Take the suppression out, or correct its rule, path or change.",
         "Plumbline's own configuration", ""},
    Rule{"config/uri-scheme", Severity::error,
         "the database URI is not in the form that this tool reads",
         "The URI is taken as something else, for example as the name of a database on the default "
         "host.",
         "Write the URI in the tool's own form.",
         "URI::db as sqitch uses it; SQLAlchemy's make_url", "Q"},
    Rule{"config/weak-tls", Severity::info,
         "a remote database is reached without proof of its identity",
         "Whoever sits between can read and change everything, password included.",
         "Add sslmode=verify-full and the certificate authority.",
         "libpq documentation, 'SSL Support'", ""},
};

}  // namespace plumbline::core
