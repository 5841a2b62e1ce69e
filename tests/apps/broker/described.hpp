// Answers against the document that the broker serves about itself.
#pragma once

#include "tests/apps/broker/broker_fixture.hpp"

namespace cordee::broker::testing {

/// The document as it is served.
const json::Object& served_document();

/// Fails the running test when the answer is not as the document says: every answer of every test passes
/// here.
void check_described(const Request& request, const Answer& answer);

} // namespace cordee::broker::testing
