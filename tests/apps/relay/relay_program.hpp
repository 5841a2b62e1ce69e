// The real program for tests: how it is started, and who may enter it.
#pragma once

#include "core/base/random.hpp"
#include "core/crypto/relay_ticket.hpp"
#include "core/transport/relay_dialer.hpp"
#include "tests/apps/relay/broker.hpp"
#include "tests/apps/relay/sides.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/run_awaitable.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>

namespace cordee::test {

/// One relay, with credentials of its own, and whoever may enter it.
struct RelayProgram {
    TemporaryFolder folder;
    crypto::SigningKey key = crypto::make_signing_key(system_random());
    Secret<32> secret = system_random().secret<32>();
    test::Process relay{launch({})};

    test::Launch launch(std::vector<std::string> more)
    {
        // Once: the relay that runs already may just read them.
        if (std::filesystem::create_directory(folder.path() / "first")) {
            std::ofstream{folder.path() / "first/secret"} << to_hex(secret.view()) << '\n';
            std::ofstream{folder.path() / "first/ticket-key"} << to_base64url(key.public_key) << '\n';
        }
        std::vector<std::string> command{CORDEE_BINARY_DIR "/bin/cordee-relay",
                                         "--set",
                                         "listen.address=127.0.0.1",
                                         "--set",
                                         "listen.ports=0",
                                         "--set",
                                         "relay.credentials=" + (folder.path() / "first").string(),
                                         "--set",
                                         "status.port=0"};
        command.insert(command.end(), more.begin(), more.end());
        return {"cordee-relay", command, {}, {}, {}};
    }
    static transport::Address address_in(const std::string& line)
    {
        return transport::parse_address(line.substr(line.rfind(' ') + 1)).value();
    }
    transport::Address address() { return address_in(relay.line_with("ready on ")); }
    static boost::asio::ip::tcp::endpoint endpoint(const transport::Address& of)
    {
        return {boost::asio::ip::address_v4::loopback(), of.port};
    }
    transport::RelayPass pass(const char* side, std::uint8_t sid = 0) const
    {
        const auto now = system_clock().now();
        const auto id = to_hex(system_random().bytes<8>());
        const auto token = crypto::sign_relay_ticket(
            {id, session(sid), side, "first", now, now + std::chrono::minutes{1}, {}}, key);
        return {token, [this, token](View nonce) {
                    return crypto::relay_proof(crypto::relay_proof_key(secret.view(), token).view(), nonce,
                                               token);
                }};
    }
};

} // namespace cordee::test
