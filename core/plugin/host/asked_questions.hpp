// Which question of the plugin an answer belongs to.
#pragma once

#include <cordee/ext/consent.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

namespace cordee::plugin::host {

/// Any thread. The core knows a question by a serial number: the plugin may use a number of its own again as
/// soon as it has taken the question back, while an answer to the former one is under way.
class AskedQuestions {
public:
    cordee_status open(std::uint32_t question, std::uint32_t& serial)
    {
        const std::lock_guard lock{mutex_};
        if (find(question) != open_.end())
            return CORDEE_INVALID;
        if (open_.size() >= CORDEE_CONSENT_MOST)
            return CORDEE_AGAIN;
        serial = ++last_;
        open_.emplace(serial, question);
        return CORDEE_OK;
    }

    /// The serial number of a question that is open.
    std::optional<std::uint32_t> withdraw(std::uint32_t question)
    {
        const std::lock_guard lock{mutex_};
        const auto found = find(question);
        if (found == open_.end())
            return std::nullopt;
        const auto serial = found->first;
        open_.erase(found);
        return serial;
    }

    /// The plugin's number of the question, which is not open any more.
    std::optional<std::uint32_t> answered(std::uint32_t serial)
    {
        const std::lock_guard lock{mutex_};
        const auto found = open_.find(serial);
        if (found == open_.end())
            return std::nullopt;
        const auto question = found->second;
        open_.erase(found);
        return question;
    }

private:
    using Map = std::map<std::uint32_t, std::uint32_t>;
    Map::iterator find(std::uint32_t question)
    {
        return std::find_if(open_.begin(), open_.end(),
                            [&](const auto& one) { return one.second == question; });
    }

    std::mutex mutex_;
    Map open_; // serial number → the plugin's number
    std::uint32_t last_ = 0;
};

} // namespace cordee::plugin::host
