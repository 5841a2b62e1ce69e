// Which devices wait now, and who came to them. In memory: a broker that starts anew knows nobody until they
// ask again.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/signal.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

/// One strand. Holds an entry for each device that asked lately, so no more than there are devices.
class DevicePresence {
public:
    DevicePresence(const boost::asio::any_io_executor& executor, const Clock& clock)
        : clock_{clock}, came_{executor}
    {}

    /// A device's question that is being answered; it counts as waiting until shortly after.
    class Poll {
    public:
        Poll(DevicePresence& presence, std::string device);
        ~Poll();
        Poll(const Poll&) = delete;
        Poll& operator=(const Poll&) = delete;

    private:
        DevicePresence& presence_;
        std::string device_;
    };

    void set_candidates(const std::string& device, std::vector<std::string> candidates);
    [[nodiscard]] std::vector<std::string> candidates(const std::string& device) const;
    [[nodiscard]] bool waiting(const std::string& device) const;
    /// A session for the device to take. False when it has enough to do.
    bool bring(const std::string& device, const std::string& session,
               const std::vector<std::string>& candidates);
    struct Visit {
        std::string session;
        std::vector<std::string> candidates; ///< the operator's
        SteadyTime since{};
    };
    /// The next one that is not given up; once.
    std::optional<Visit> take(const std::string& device);
    void forget(const std::string& device);

    /// Wakes when somebody came to some device.
    [[nodiscard]] Signal& came() { return came_; }

private:
    struct Entry {
        int polls = 0;
        SteadyTime last_seen{};
        std::vector<std::string> candidates;
        std::deque<Visit> visits;
    };

    const Clock& clock_;
    Signal came_;
    std::map<std::string, Entry> entries_;
};

} // namespace cordee::broker
