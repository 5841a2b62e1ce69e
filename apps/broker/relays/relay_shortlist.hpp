// Which relays both ends measure: a handful that geography, load and index favour, and a far one.
#pragma once

#include "apps/broker/relays/relay_facts.hpp"

#include <string>
#include <vector>

namespace cordee::broker {

/// At most rules.probed ids, the most promising first. At least one is of another region than the first, when
/// there is one, and one is far away, should the coordinates be wrong. Where nothing is known of the ends
/// they are spread over the world. Asked again with what was measured, it names relays that by now promise a
/// clearly lower cost than the best measured one, and mostly none. A pinned account measures what its pin
/// names, and no other.
std::vector<std::string> shortlist(const ChoiceFacts& facts, const ChoiceRules& rules = {});

} // namespace cordee::broker
