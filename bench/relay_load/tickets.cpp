#include "bench/relay_load/tickets.hpp"

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/crypto/relay_ticket.hpp"
#include "core/wire/relay_entry.hpp"

#include <cstring>
#include <fstream>

namespace cordee::bench {

TicketOffice::TicketOffice(const std::filesystem::path& folder, std::string name)
    : folder_{folder / name}, name_{std::move(name)}, key_{crypto::make_signing_key(system_random())},
      secret_{system_random().secret<32>()}
{
    std::filesystem::create_directories(folder_);
    std::ofstream{folder_ / "secret"} << to_hex(secret_.view()) << '\n';
    std::ofstream{folder_ / "ticket-key"} << to_base64url(key_.public_key) << '\n';
}

Pass TicketOffice::pass(std::uint64_t number, bool agent)
{
    ByteArray<16> sid{};
    std::memcpy(sid.data(), &number, sizeof number);
    const auto now = system_clock().now();
    Pass out{crypto::sign_relay_ticket({"load-" + std::to_string(++made_), sid, agent ? "agent" : "operator",
                                        name_, now, now + std::chrono::minutes{30}},
                                       key_),
             {}};
    out.key = crypto::relay_proof_key(secret_.view(), out.token);
    return out;
}

Bytes TicketOffice::entry(const Pass& pass, View greeting)
{
    const auto nonce = wire::decode_relay_greeting(greeting).value();
    return wire::encode_relay_entry({pass.token, crypto::relay_proof(pass.key.view(), nonce, pass.token)})
        .value();
}

} // namespace cordee::bench
