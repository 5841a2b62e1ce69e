// A whole broker on a real socket.
#pragma once

#include "apps/broker/events/event_stream.hpp"
#include "apps/broker/http/https_server.hpp"
#include "tests/apps/broker/broker_fixture.hpp"
#include "tests/support/run_awaitable.hpp"

namespace cordee::broker::testing {

struct Served : BrokerFixture {
    explicit Served(ServerLimits limits = {})
        : files{own_certificate(options.data_folder / "tls", {"localhost", "127.0.0.1"}, clock)},
          server{loop.get_executor(),
                 files,
                 limits,
                 {[this](const Request& request) { return broker->router.handle(request); },
                  [this](const Request& head) { return broker->body_limit(head); },
                  [this](const Request& head) { return answer_upgrade(*broker, head); }}},
          port{server.listen("127.0.0.1", 0)}, pin{certificate_pin(files.certificate)}
    {
        server.start();
    }
    ~Served() { run(server.stop()); }

    void run(boost::asio::awaitable<void> task)
    {
        auto wrapped = [](boost::asio::awaitable<void> inner) -> boost::asio::awaitable<int> {
            co_await std::move(inner);
            co_return 0;
        };
        run_awaitable(loop, wrapped(std::move(task)));
    }

    CertificateFiles files;
    HttpsServer server;
    std::uint16_t port;
    std::string pin;
};

} // namespace cordee::broker::testing
