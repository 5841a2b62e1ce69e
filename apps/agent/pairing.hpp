// Whom an operator would be to this computer, once paired with it.
#pragma once

#include "apps/agent/context.hpp"
#include "core/endpoint/meeting.hpp"
#include "core/endpoint/pairing_prompt.hpp"

namespace cordee::agent {

/// As the grant says and the handshake proved; `own` is this computer's key in that session.
endpoint::PairingPrompt::Config pairing_with(Context& context, const endpoint::Met& met,
                                             const crypto::X25519KeyPair& own,
                                             bool allowed_beforehand = false);

} // namespace cordee::agent
