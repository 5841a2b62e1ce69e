// The shape of the database, version by version.
#pragma once

#include <span>

namespace cordee::broker {

class Database;

/// Statements as Database::define() takes them.
using Step = std::span<const char* const>;

/// Runs what the database lacks, each step whole or not at all: after a failure the former version is there
/// as it was. Throws UserError when the database is newer than this program.
void migrate(Database& database);
void migrate(Database& database, std::span<const Step> steps);

} // namespace cordee::broker
