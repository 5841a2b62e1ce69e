// Relays that report to a broker under test.
#pragma once

#include "core/crypto/relay_report.hpp"
#include "tests/apps/broker/inviting.hpp"

namespace cordee::broker::testing {

struct Reporting : Inviting {
    /// Adds one as an administrator does, and keeps its secret.
    void add(const std::string& id, const std::string& more = {})
    {
        const auto made = call("POST", "/api/v1/relays", R"({"relay":")" + id + "\"" + more + "}", bearer);
        BOOST_REQUIRE(made.status == 201);
        secrets[id] = made.text("secret");
    }
    static std::string report_body(const std::string& id, const std::string& load = kIdle,
                                   const std::string& more = {})
    {
        return R"({"host":")" + id +
               R"(.example.org","ports":[443,11438],"encapsulations":["native","https"],)" +
               R"("udp":true,"interval_ms":5000)" + more + (load.empty() ? "" : ",\"load\":" + load) + "}";
    }
    std::string proof(const std::string& id, const std::string& body, WallTime at)
    {
        const auto secret = from_hex(secrets.at(id)).value();
        return crypto::format_report_proof(crypto::prove_report(
            secret, id, body, at, broker->relays.instance(), system_random().bytes<16>()));
    }
    Answer report(const std::string& id, const std::string& load = kIdle, const std::string& more = {})
    {
        const auto body = report_body(id, load, more);
        return call("POST", "/api/v1/relays/" + id + "/report", body, proof(id, body, clock.now()));
    }
    std::string state(const std::string& id)
    {
        for (const auto& relay : broker->relays.list())
            if (relay.spec.id == id)
                return std::string{to_string(relay.presence)};
        return "unknown";
    }
    /// Ids of the relays that a meeting names, in its order.
    static std::vector<std::string> relays_of(const Answer& meeting)
    {
        return ids_in(*connection_of(*meeting.body));
    }
    static std::vector<std::string> ids_in(const json::Object& object)
    {
        std::vector<std::string> out;
        const auto listed = json::get_objects(object, "relays").value();
        for (const auto& relay : listed)
            out.push_back(json::get_string(*relay, "id").value());
        return out;
    }

    static constexpr const char* kIdle =
        R"({"version":"0.1.0","sessions":0,"capacity":1000,"entries":0,"bytes_per_second":0,"loop_lag_ms":0.1,)"
        R"("cpu":0.01,"index":1,"draining":false})";
    static constexpr const char* kDraining =
        R"({"version":"0.1.0","sessions":0,"capacity":1000,"entries":0,"bytes_per_second":0,"loop_lag_ms":0.1,)"
        R"("cpu":0.01,"index":1,"draining":true})";

    std::map<std::string, std::string> secrets;
};

/// A broker whose settings name no relay.
struct Network : Reporting {
    Network()
    {
        options.relays.clear();
        restart();
    }
};

} // namespace cordee::broker::testing
