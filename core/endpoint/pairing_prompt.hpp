// The agent's question whether an operator may come back without asking, and what is kept when the person
// agrees.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/crypto/x25519.hpp"
#include "core/endpoint/pairing_store.hpp"
#include "core/endpoint/terminal.hpp"
#include "core/session/pair_desk.hpp"

#include <filesystem>

namespace cordee::endpoint {

/// What it refers to outlives it.
class PairingPrompt final : public session::PairDesk {
public:
    struct Config {
        Terminal& terminal;
        const Clock& clock;
        Random& random;
        std::filesystem::path state_folder;
        bool allowed_beforehand = false; ///< a script answered: yes
        Pairing with{};                  ///< the operator; without permissions and date
        crypto::X25519KeyPair own;       ///< of this session
        std::string device;              ///< the broker's id of this computer, or empty
    };
    explicit PairingPrompt(Config config) : config_{std::move(config)} {}

    boost::asio::awaitable<session::PairAnswer> ask(const session::Permissions& permissions) override;

private:
    boost::asio::awaitable<bool> agreed();

    Config config_;
};

} // namespace cordee::endpoint
