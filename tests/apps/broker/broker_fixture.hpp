// A whole broker without a network: requests go straight to its router.
#pragma once

#include "apps/broker/broker.hpp"
#include "core/base/json.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>

namespace cordee::broker::testing {

struct Answer {
    int status = 0;
    json::Object::Ptr body; ///< empty for pages
    Response response;

    [[nodiscard]] std::string text(const std::string& key) const
    {
        return json::get_string(*body, key).value_or("");
    }
    /// The code of a problem; empty when there is none.
    [[nodiscard]] std::string code() const { return status >= 400 ? text("code") : std::string{}; }
};

class BrokerFixture {
public:
    BrokerFixture();

    void restart();
    Answer call(const std::string& method, const std::string& path, const std::string& body = {},
                const std::string& bearer = {});
    /// One with what else a request may have, as the server would hand it over.
    Answer send(Request request);
    Request request_to(const std::string& method, const std::string& path,
                       const std::string& body = {}) const;
    /// Runs a request beside others; the answer is there when the loop has nothing left to do.
    void call_later(Answer& into, const std::string& method, const std::string& path,
                    const std::string& bearer, const std::string& body = {});

    /// Organisation "Rope", administrator ada@example.org.
    Answer set_up();
    std::string log_in(const std::string& email, const std::string& password = kPassword);
    /// Bearer of the administrator, after the setup.
    std::string ada();
    std::string add_operator(const std::string& email, const std::string& more = {});
    /// The id of whoever this bearer is.
    std::string id_of(const std::string& bearer) { return call("GET", "/api/v1/me", {}, bearer).text("id"); }
    void add_module(const std::string& id, const std::string& version,
                    const std::string& platform = "linux-x86_64");

    static constexpr const char* kPassword = "correct horse";

    boost::asio::io_context loop;
    ManualClock clock;
    TemporaryFolder scratch;
    BrokerOptions options;
    std::string address = "192.0.2.1";
    std::unique_ptr<Broker> broker;
};

/// A different public key for each number.
std::string key_text(std::uint8_t number);
/// {"modules":[…]} for remote-control with view and input, and that key.
std::string invite_body(std::uint8_t key = 1);
std::string meet_body(const std::string& invitation, std::uint8_t key = 2);

} // namespace cordee::broker::testing
