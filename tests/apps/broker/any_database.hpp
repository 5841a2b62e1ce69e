// A database for one test, on whichever of the two the run is for.
#pragma once

#include "apps/broker/storage/database.hpp"

#include <filesystem>

namespace cordee::broker::testing {

/// Whether CORDEE_TEST_DATABASE is "postgresql". Otherwise it is SQLite.
bool on_postgresql();

/// Empty, for one test: broker.db of that folder, or a schema in the server of this run.
DatabasePlace fresh_database(const std::filesystem::path& folder);

} // namespace cordee::broker::testing
