// What a relay and the broker agreed on, and the tickets that let a session's two sides through it.
#pragma once

#include "apps/broker/relays/relay_spec.hpp"
#include "core/base/clock.hpp"
#include "core/base/json.hpp"
#include "core/base/random.hpp"
#include "core/crypto/ed25519.hpp"
#include "core/crypto/relay_ticket.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace cordee::broker {

/// For whom tickets are, and how many.
struct TicketOrder {
    ByteArray<16> session{};
    std::string side; ///< "operator" or "agent"
    std::size_t count = 8;
    std::chrono::seconds life{15 * 60};
    crypto::RelayBudget budget{}; ///< of the pair that it becomes
};

class RelayAccess {
public:
    /// Keeps the relay's credentials in <data>/relays/<id>, a folder that is copied to the relay, and the
    /// signing key elsewhere. Throws UserError.
    RelayAccess(const std::filesystem::path& data, RelaySpec spec, const Clock& clock, Random& random);

    [[nodiscard]] const RelaySpec& spec() const { return spec_; }
    /// Where it is found; the id stays.
    void set_spec(RelaySpec spec) { spec_ = std::move(spec); }
    [[nodiscard]] View secret() const { return secret_.view(); }
    /// As the files of the credentials hold them. The secret is for the relay alone.
    [[nodiscard]] std::string secret_text() const;
    [[nodiscard]] std::string ticket_key_text() const;
    /// {id, host, ports, encapsulations, udp, tickets:[{ticket, key}]}: given to that side over TLS, and to
    /// nobody else.
    [[nodiscard]] json::Object offer(const TicketOrder& order) const;

private:
    [[nodiscard]] json::Object ticket(const TicketOrder& order) const;

    RelaySpec spec_;
    const Clock& clock_;
    Random& random_;
    Secret<32> secret_;
    crypto::SigningKey key_;
};

/// Deletes its credentials. The id is one that RelayAccess took.
void forget_relay_access(const std::filesystem::path& data, const std::string& id);

json::Array::Ptr ports_to_json(const std::vector<std::uint16_t>& ports);
json::Array::Ptr encapsulations_to_json(const std::vector<transport::Encapsulation>& encapsulations);

} // namespace cordee::broker
