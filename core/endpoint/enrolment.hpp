// What makes this computer one of an organisation's devices: its place at a broker, and the keys by which
// that broker signs grants.
#pragma once

#include "core/endpoint/account.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace cordee::endpoint {

struct Enrolment {
    BrokerAddress broker;
    std::optional<Pin> pin;
    std::string device; ///< the broker's id
    std::string name;
    std::string organisation;
    std::string access;   ///< secret: whoever has it is this device at the broker
    GrantKeys grant_keys; ///< as seen at enrolment; one that changes later is refused
};

/// One file in the state folder, readable by its owner only. Every call throws UserError on failure.
class EnrolmentStore {
public:
    explicit EnrolmentStore(const std::filesystem::path& state_folder);

    [[nodiscard]] std::optional<Enrolment> load() const;
    /// The enrolment, or a UserError that says how to get one.
    [[nodiscard]] Enrolment require() const;
    void save(const Enrolment& enrolment) const;

private:
    std::filesystem::path file_;
};

} // namespace cordee::endpoint
