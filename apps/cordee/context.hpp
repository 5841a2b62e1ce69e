// What every command works with; tests put fakes in.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/crypto/sealed_key.hpp"
#include "core/endpoint/account.hpp"
#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/http.hpp"
#include "core/endpoint/private_folders.hpp"
#include "core/endpoint/terminal.hpp"

#include <memory>

namespace cordee::cli {

struct Context {
    endpoint::Terminal& terminal;
    endpoint::PrivateFolders folders;
    endpoint::HttpConnector connect = endpoint::connect_https;
    const Clock& clock = system_clock();
    Random& random = system_random();
    unsigned seal_cost = crypto::kSealCost; ///< of keys in files

    [[nodiscard]] endpoint::AccountStore accounts() const { return endpoint::AccountStore{folders.state}; }
};

/// A broker's client together with its connection.
class Broker {
public:
    Broker(const Context& context, const transport::Address& address, const std::optional<endpoint::Pin>& pin,
           std::string token = {})
        : http_{context.connect(address, pin)}, client_{*http_, transport::to_string(address),
                                                        std::move(token)}
    {}
    Broker(const Context& context, const endpoint::Account& account)
        : Broker{context, account.broker, account.pin, account.token}
    {}

    endpoint::BrokerClient* operator->() { return &client_; }
    endpoint::BrokerClient& operator*() { return client_; }

private:
    std::unique_ptr<endpoint::HttpClient> http_;
    endpoint::BrokerClient client_;
};

} // namespace cordee::cli
