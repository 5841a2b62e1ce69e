// What changes, told at once to the consoles that are open: each hears only of what its operator may see.
#pragma once

#include "core/base/json.hpp"
#include "core/base/signal.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cordee::broker {

/// One strand. A telling that nobody hears is forgotten: who comes back loads the lists again.
class Events {
public:
    using Text = std::shared_ptr<const std::string>;
    static constexpr std::size_t kMaxWaiting = 64; ///< messages for one console

    explicit Events(const boost::asio::any_io_executor& executor) : executor_{executor} {}

    /// One open console, as long as it lives.
    class Listener {
    public:
        /// With scopes, as a program's token has them, only of what these are for.
        Listener(Events& events, std::int64_t operator_id,
                 std::optional<std::vector<std::string>> scopes = std::nullopt);
        ~Listener();
        Listener(const Listener&) = delete;
        Listener& operator=(const Listener&) = delete;

        /// Wakes when there is something, or the login should be looked at again.
        [[nodiscard]] Signal& woken() { return woken_; }
        [[nodiscard]] std::vector<Text> take();
        [[nodiscard]] bool has_more() const { return overrun_ || !waiting_.empty(); }
        /// More came than it took; it will never be complete again.
        [[nodiscard]] bool overrun() const { return overrun_; }
        /// Whether somebody asked for it since the last time.
        [[nodiscard]] bool should_look_again() { return std::exchange(look_again_, false); }

    private:
        friend class Events;
        [[nodiscard]] bool wants(const std::string& kind) const;
        void put(const Text& text);

        Events& events_;
        std::int64_t operator_id_;
        std::optional<std::vector<std::string>> scopes_;
        Signal woken_;
        std::vector<Text> waiting_;
        bool overrun_ = false;
        bool look_again_ = false;
    };

    /// Who hears of it.
    struct Audience {
        bool everybody = false;
        std::set<std::int64_t> operators{};
    };
    /// The fields go behind seq and kind.
    void emit(const std::string& kind, const json::Object& fields, const Audience& audience);
    /// Something about this operator's rights or logins changed.
    void look_again(std::int64_t operator_id);

    /// Of the newest message.
    [[nodiscard]] std::int64_t seq() const { return seq_; }
    [[nodiscard]] std::size_t listeners(std::int64_t operator_id) const
    {
        return listeners_.count(operator_id);
    }
    /// Whether there is any need to find out who would hear.
    [[nodiscard]] bool any() const { return !listeners_.empty(); }

private:
    boost::asio::any_io_executor executor_;
    std::multimap<std::int64_t, Listener*> listeners_; ///< by operator
    std::int64_t seq_ = 0;
};

} // namespace cordee::broker
