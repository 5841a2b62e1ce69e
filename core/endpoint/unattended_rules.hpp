// The owner's rules for a computer that serves, as they stand: they may be read anew, and time passes, while
// somebody is here.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/signal.hpp"
#include "core/endpoint/unattended_policy.hpp"
#include "core/session/rights.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>

namespace cordee::endpoint {

struct Rules {
    UnattendedPolicy access;
    session::DevicePolicy device;
};

/// Lives on one strand. The clock outlives it.
class UnattendedRules {
public:
    /// While somebody is here the clock is looked at this often.
    UnattendedRules(const boost::asio::any_io_executor& strand, const Clock& clock, Rules rules,
                    std::chrono::milliseconds look = std::chrono::seconds{5});

    [[nodiscard]] const UnattendedPolicy& access() const { return rules_.access; }
    [[nodiscard]] const session::DevicePolicy& device() const { return rules_.device; }
    /// Whether somebody who came this way may be here at this moment.
    [[nodiscard]] Access now(wire::Way way) const { return rules_.access.at(way, clock_.now()); }

    void change(Rules rules);
    /// Returns after the next change().
    boost::asio::awaitable<void> changed();

private:
    friend class Guest;

    const Clock& clock_;
    Rules rules_;
    std::chrono::milliseconds look_;
    unsigned changes_ = 0;
    Signal changed_;
};

/// Somebody who came in under the rules of that moment.
class Guest {
public:
    Guest(UnattendedRules& rules, wire::Way way)
        : rules_{rules}, way_{way}, came_under_{rules.access()}, changes_{rules.changes_}
    {}

    /// What this computer allows from now on, as soon as that changes; empty when the guest has to go.
    boost::asio::awaitable<std::optional<session::DevicePolicy>> news();

private:
    [[nodiscard]] bool may_stay() const;

    UnattendedRules& rules_;
    wire::Way way_;
    UnattendedPolicy came_under_;
    unsigned changes_;
};

} // namespace cordee::endpoint
