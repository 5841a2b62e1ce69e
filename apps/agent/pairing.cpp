#include "apps/agent/pairing.hpp"

#include "core/base/printable.hpp"
#include "core/endpoint/enrolment.hpp"
#include "core/session/rights.hpp"

namespace cordee::agent {

endpoint::PairingPrompt::Config pairing_with(Context& context, const endpoint::Met& met,
                                             const crypto::X25519KeyPair& own, bool allowed_beforehand)
{
    endpoint::PairingPrompt::Config out{context.terminal,   context.clock,
                                        context.random,     context.folders.state,
                                        allowed_beforehand, {},
                                        own.clone(),        {}};
    if (const auto* part = session::find_part(met.grant, "operator")) {
        out.with.name = printable(part->name);
        out.with.organisation = printable(part->org);
    }
    out.with.peer_key = met.established.peer_key;
    out.with.psk = met.established.keys.pairing_psk();
    if (const auto enrolment = endpoint::EnrolmentStore{context.folders.state}.load())
        out.device = enrolment->device;
    return out;
}

} // namespace cordee::agent
