// An organisation's keys and the files that it signs with them, for tests that get one thing wrong.
#pragma once

#include "core/crypto/hash.hpp"
#include "core/plugin/trust/trust.hpp"
#include "tests/support/manual_clock.hpp"

#include <vector>

namespace cordee::plugin::trust::testing {

inline constexpr const char* kPublisher = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";

struct Office {
    ManualClock clock;
    std::vector<crypto::SigningKey> root_keys = make_keys(3);
    crypto::SigningKey targets_key = crypto::make_signing_key(system_random());
    crypto::SigningKey timestamp_key = crypto::make_signing_key(system_random());
    Root root{life(1, std::chrono::hours{24 * 365}), {}, {}, {}};
    Targets targets{life(1, std::chrono::hours{24 * 365}), {}, {}, {}};
    Timestamp timestamp{life(1, std::chrono::hours{24 * 7}), 1, {}};

    Office()
    {
        use_keys();
        targets.publishers = {read_publisher(kPublisher, "Example Ltd").value()};
        targets.modules = {{"*", {targets.publishers[0].id}, {}}};
    }

    static std::vector<crypto::SigningKey> make_keys(int count)
    {
        std::vector<crypto::SigningKey> out;
        while (count-- > 0)
            out.push_back(crypto::make_signing_key(system_random()));
        return out;
    }

    [[nodiscard]] Life life(std::uint64_t version, std::chrono::hours length) const
    {
        return {version, clock.now(), clock.now() + length};
    }

    void use_keys()
    {
        root.root = {2, {}};
        for (const auto& key : root_keys)
            root.root.keys.push_back(key.public_key);
        root.targets = {1, {targets_key.public_key}};
        root.timestamp = {1, {timestamp_key.public_key}};
    }

    static std::string sign(Role role, const std::string& body,
                            const std::vector<const crypto::SigningKey*>& keys)
    {
        SignedText file{role, body, {}};
        for (const auto* key : keys)
            file.signatures.push_back(sign_body(role, body, *key));
        return format_signed_text(file);
    }
    [[nodiscard]] std::string root_text() const
    {
        return sign(Role::root, write_root(root), {&root_keys[0], &root_keys[2]});
    }
    [[nodiscard]] std::string targets_text() const
    {
        return sign(Role::targets, write_targets(targets), {&targets_key});
    }
    /// Of the present targets.
    [[nodiscard]] std::string timestamp_text()
    {
        timestamp.targets_version = targets.life.version;
        timestamp.targets_sha256 = crypto::sha256(as_view(targets_text()));
        return sign(Role::timestamp, write_timestamp(timestamp), {&timestamp_key});
    }
    [[nodiscard]] Files files() { return {{root_text()}, targets_text(), timestamp_text()}; }

    /// New versions, made now.
    void renew_targets() { targets.life = life(targets.life.version + 1, std::chrono::hours{24 * 365}); }
    void renew_timestamp() { timestamp.life = life(timestamp.life.version + 1, std::chrono::hours{24 * 7}); }
};

} // namespace cordee::plugin::trust::testing
