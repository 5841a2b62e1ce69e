// The broker that the client's program asks when a code was spoken, which names none: from the command line,
// from the settings, else the one that was used before.
#pragma once

#include "core/endpoint/broker_address.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace cordee::endpoint {

struct KnownBroker {
    BrokerAddress address;
    std::optional<Pin> pin;
    bool operator==(const KnownBroker&) const = default;
};

/// "https://host:port", "host:port" or "host", and a pin or nothing. Throws UsageError.
KnownBroker broker_from_person(const std::string& text, const std::string& pin);

/// One file in the state folder. Throws UserError on failure.
class KnownBrokerStore {
public:
    explicit KnownBrokerStore(const std::filesystem::path& state_folder);

    /// Empty when none was used before, or what is kept makes no sense.
    [[nodiscard]] std::optional<KnownBroker> load() const;
    /// After it answered; writes nothing when it is known.
    void remember(const KnownBroker& broker) const;

private:
    std::filesystem::path file_;
};

} // namespace cordee::endpoint
