// Which devices wait now, and who came to them. In memory: a broker that starts anew knows nobody until they
// ask again.
#pragma once

#include "apps/broker/http/waiting_room.hpp"
#include "core/base/clock.hpp"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

/// One strand. Holds an entry for each device that asked lately, so no more than there are devices.
class DevicePresence {
public:
    DevicePresence(const boost::asio::any_io_executor& executor, const Clock& clock)
        : clock_{clock}, came_{executor}, look_{executor}
    {}

    /// Who wants to hear when a device begins to wait, or waits no more.
    using Told = std::function<void(const std::string& device, bool waiting)>;
    void tell(Told told) { told_ = std::move(told); }

    /// A device's question that is being answered; it counts as waiting until shortly after.
    class Poll {
    public:
        Poll(DevicePresence& presence, std::string device, std::vector<std::string> ways);
        ~Poll();
        Poll(const Poll&) = delete;
        Poll& operator=(const Poll&) = delete;

    private:
        DevicePresence& presence_;
        std::string device_;
        std::vector<std::string> ways_;
    };

    void set_candidates(const std::string& device, std::vector<std::string> candidates);
    [[nodiscard]] std::vector<std::string> candidates(const std::string& device) const;
    [[nodiscard]] bool waiting(const std::string& device) const;
    [[nodiscard]] bool waiting(const std::string& device, const std::string& way) const;
    struct Visit {
        std::string session;
        std::string way;
        std::vector<std::string> candidates; ///< the operator's
        SteadyTime since{};
    };
    /// For the device to take; `since` is set here. False when it has enough to do.
    bool bring(const std::string& device, Visit visit);
    /// The next one by these ways that is not given up; once.
    std::optional<Visit> take(const std::string& device, const std::vector<std::string>& ways);
    void forget(const std::string& device);

    /// Notified of a device's id when somebody came to it.
    [[nodiscard]] WaitingRoom& came() { return came_; }

private:
    /// A device may run two programs that wait, each for another way.
    struct Waiting {
        int polls = 0;
        SteadyTime last_seen{};
    };
    struct Entry {
        std::map<std::string, Waiting> ways;
        std::vector<std::string> candidates;
        std::deque<Visit> visits;
        bool told_waiting = false;
    };

    [[nodiscard]] bool is_there(const Waiting& waiting) const;
    [[nodiscard]] bool is_there(const Entry& entry) const;
    void say(const std::string& device, Entry& entry);
    /// Soon, whether devices that asked no more are gone.
    void look_later();
    void look();

    const Clock& clock_;
    WaitingRoom came_;
    boost::asio::steady_timer look_;
    bool looking_ = false;
    Told told_;
    std::map<std::string, Entry> entries_;
};

} // namespace cordee::broker
