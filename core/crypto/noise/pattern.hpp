// Noise handshake patterns as data: which keys and agreements each message carries.
#pragma once

#include "core/base/error.hpp"

#include <string_view>
#include <vector>

namespace cordee::crypto::noise {

enum class Token { e, s, ee, es, se, ss, psk };

using MessagePattern = std::vector<Token>;

struct Pattern {
    bool initiator_static_known = false; ///< the responder has the initiator's static key beforehand
    bool responder_static_known = false;
    std::vector<MessagePattern> messages; ///< the initiator sends the first, then they alternate

    [[nodiscard]] std::size_t psk_count() const;
    /// Whether this side sends its static key or agrees with it.
    [[nodiscard]] bool needs_static(bool initiator) const;
};

/// "XX", "IKpsk2", "XXpsk0+psk3": a pattern of the Noise specification (revision 34) with its modifiers.
/// Errc::unsupported for any other name.
Result<Pattern> find_pattern(std::string_view name);

/// The names without modifiers, for tests that go through all.
std::vector<std::string_view> pattern_names();

} // namespace cordee::crypto::noise
