// The shape of the database, version by version.
#pragma once

namespace cordee::broker {

class Database;

/// Runs what the file lacks, each step in a transaction. Throws UserError when the file is newer than this
/// program.
void migrate(Database& database);

} // namespace cordee::broker
