// A broker whose administrator trusts one publisher, and packages of that one.
#pragma once

#include "tests/apps/broker/inviting.hpp"
#include "tests/core/plugin/package_maker.hpp"
#include "tests/core/plugin/trust/offices.hpp"

namespace cordee::broker::testing {

struct Publishing : Inviting {
    Publishing()
    {
        office.clock.set(clock.now());
        office.root.timestamp = {1, {broker->trust.timestamp_key()}};
        office.targets.life = office.life(1, std::chrono::hours{24 * 365});
        office.root.life = office.life(1, std::chrono::hours{24 * 365});
        office.targets.publishers = {plugin::trust::read_publisher(publisher.public_key(), "Test").value()};
        office.targets.modules = {{"*", {publisher.id_text(), kUnsigned}, {}}};
        // Whose packages the other fixtures make, without signing them.
        office.targets.publishers.push_back(plugin::trust::read_publisher(unsigned_key(), "Nobody").value());
    }

    /// A publisher with the key id 0123456789ABCDEF.
    static std::string unsigned_key()
    {
        Bytes bytes{'E', 'd', 0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01};
        bytes.resize(42, 9);
        return test::base64(bytes);
    }

    Answer put_trust(bool with_root = true)
    {
        auto body = json::make_object();
        body.set("roots",
                 json::make_array(with_root ? std::vector{office.root_text()} : std::vector<std::string>{}));
        body.set("targets", office.targets_text());
        return call("PUT", "/api/v1/trust", json::dump(body), bearer);
    }
    Answer revoke(plugin::trust::Revocation what)
    {
        office.renew_targets();
        office.targets.revoked.push_back(std::move(what));
        return put_trust(false);
    }
    [[nodiscard]] plugin::trust::Files told(const std::string& query = {})
    {
        const auto answer = call("GET", "/api/v1/trust" + query);
        return {json::get_strings(*answer.body, "roots").value(), answer.text("targets"),
                answer.text("timestamp")};
    }
    [[nodiscard]] std::string package(const std::string& version, const std::string& id = "chat",
                                      const std::string& content = "a library") const
    {
        test::PackageMaker maker;
        maker.id = id;
        maker.version = version;
        maker.library = to_bytes(content);
        return std::string{as_text(maker.make(publisher))};
    }
    Answer publish(const std::string& content) { return call("PUT", "/api/v1/packages", content, bearer); }
    [[nodiscard]] std::string standing(const std::string& sha256)
    {
        const auto answer = call("GET", "/api/v1/packages", {}, bearer);
        const auto packages = json::get_objects(*answer.body, "packages").value();
        for (const auto& entry : packages)
            if (json::get_string(*entry, "sha256") == sha256)
                return json::get_string(*entry, "standing").value();
        return "absent";
    }

    static constexpr const char* kUnsigned = "0123456789ABCDEF";
    plugin::trust::testing::Office office;
    test::Publisher publisher{7};
};

} // namespace cordee::broker::testing
