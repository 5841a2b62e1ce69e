// What the core offers to a plugin, in C++.
#ifndef CORDEE_HOST_HPP
#define CORDEE_HOST_HPP

#include <cordee/ext/channel.h>
#include <cordee/ext/log.h>
#include <cordee/ext/session.h>
#include <cordee/host.h>
#include <cordee/message.hpp>

#include <string_view>

namespace cordee::sdk {

enum class Side { controlling = CORDEE_SIDE_CONTROLLING, controlled = CORDEE_SIDE_CONTROLLED };

/// The core, as the plugin sees it. Lives as long as the plugin object; cheap to copy; every function from
/// any thread. Timers, settings, storage and the rest are objects that are made from it:
/// Timer{host}.start(…).
class Host {
public:
    explicit Host(const cordee_host* host)
        : host_{host}, channel_{half<cordee_host_channel>(CORDEE_EXT_CHANNEL)},
          log_{half<cordee_host_log>(CORDEE_EXT_LOG)}, session_{half<cordee_host_session>(CORDEE_EXT_SESSION)}
    {}

    /// CORDEE_AGAIN: nothing was taken; Plugin::writable() follows. See ext/channel.h for the others.
    cordee_status send(std::uint16_t channel, Message message) const
    {
        return channel_ ? channel_->send(host_, channel, message.data(), message.size()) : CORDEE_CLOSED;
    }

    Side side() const { return session_ ? Side(session_->side(host_)) : Side::controlled; }
    bool permitted(const char* permission) const
    {
        return session_ && session_->permitted(host_, permission) != 0;
    }
    std::string_view peer_name() const
    {
        return session_ ? view(session_->peer_name(host_)) : std::string_view{};
    }
    /// "en" or "fr".
    std::string_view language() const { return session_ ? view(session_->language(host_)) : "en"; }
    /// Ends this module on both sides.
    void finish() const
    {
        if (session_)
            session_->finish(host_);
    }

    void debug(std::string_view text) const { log(CORDEE_LOG_DEBUG, text); }
    void info(std::string_view text) const { log(CORDEE_LOG_INFO, text); }
    void warning(std::string_view text) const { log(CORDEE_LOG_WARNING, text); }
    /// Shown to the person: what happened, why, and what to do.
    void error(std::string_view text) const { log(CORDEE_LOG_ERROR, text); }

    /// The host's half of an extension, or nullptr.
    template <class Half>
    const Half* half(const char* id) const
    {
        return static_cast<const Half*>(host_->get_extension(host_, id));
    }
    const cordee_host* c_host() const { return host_; }

private:
    void log(cordee_log_level level, std::string_view text) const
    {
        if (log_)
            log_->write(host_, level, text.data(), text.size());
    }

    const cordee_host* host_;
    const cordee_host_channel* channel_;
    const cordee_host_log* log_;
    const cordee_host_session* session_;
};

} // namespace cordee::sdk

#endif
