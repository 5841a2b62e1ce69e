// The thin C++ wrapper that plugin authors use: derive from Plugin, end the file with CORDEE_PLUGIN.
// C++17 and later, headers only. No exception crosses the C interface: see guard() below.
#ifndef CORDEE_PLUGIN_HPP
#define CORDEE_PLUGIN_HPP

#include <cordee/ext/channel.h>
#include <cordee/ext/log.h>
#include <cordee/ext/rate.h>
#include <cordee/ext/session.h>
#include <cordee/plugin.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

namespace cordee::sdk {

/// One message; the bytes are valid until the call that hands it out returns. Converts to and from
/// std::span<const std::uint8_t> and std::vector<std::uint8_t> where those exist.
class Message {
public:
    Message() = default;
    Message(const std::uint8_t* data, std::size_t size) : data_{data}, size_{size} {}
    template <class Container,
              class = decltype(static_cast<const std::uint8_t*>(std::declval<const Container&>().data()))>
    Message(const Container& bytes) : data_{bytes.data()}, size_{bytes.size()}
    {}

    const std::uint8_t* data() const { return data_; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const std::uint8_t* begin() const { return data_; }
    const std::uint8_t* end() const { return data_ + size_; }
    std::uint8_t operator[](std::size_t i) const { return data_[i]; }

private:
    const std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
};

enum class Side { controlling = CORDEE_SIDE_CONTROLLING, controlled = CORDEE_SIDE_CONTROLLED };

/// What the core offers. Lives as long as the plugin object; every function from any thread.
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

    /// The host's half of an extension that this wrapper does not cover, or nullptr.
    template <class Half>
    const Half* half(const char* id) const
    {
        return static_cast<const Half*>(host_->get_extension(host_, id));
    }
    const cordee_host* c_host() const { return host_; }

private:
    static std::string_view view(cordee_text text) { return {text.data, text.size}; }
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

/// A plugin. Its constructor takes a Host by value and starts nothing; all functions here are called on
/// the plugin thread. Return within 2 seconds.
class Plugin {
public:
    Plugin() = default;
    Plugin(const Plugin&) = delete;
    Plugin& operator=(const Plugin&) = delete;
    virtual ~Plugin() = default;

    /// Throw when the plugin can't work; what() is shown to the person.
    virtual void activate() {}
    /// Stop and join every thread of the plugin.
    virtual void deactivate() {}
    virtual void received(std::uint16_t channel, Message message) = 0;
    /// A send() was answered with CORDEE_AGAIN, and now there is room again.
    virtual void writable() {}
    /// The other half was started anew and knows nothing: begin again from the first message.
    virtual void peer_restarted() {}
    /// What the path leaves to this module now; see ext/rate.h.
    virtual void rate_changed(std::uint64_t bytes_per_second) { (void)bytes_per_second; }
};

/// Turns the C interface's calls into calls of a Plugin. Authors use CORDEE_PLUGIN instead of this.
template <class T>
class Adapter {
public:
    static const cordee_plugin* create(const cordee_host* host)
    {
        try {
            return &(new Adapter{Host{host}})->plugin_;
        } catch (const std::exception& error) {
            Host{host}.error(error.what());
        } catch (...) {
            Host{host}.error("the plugin failed without a reason");
        }
        return nullptr;
    }

private:
    explicit Adapter(Host host) : host_{host}, object_{std::make_unique<T>(host)} {}

    static Adapter& of(const cordee_plugin* self) { return *static_cast<Adapter*>(self->plugin_data); }

    /// Runs a call and keeps its exceptions on this side of the interface.
    template <class Call>
    cordee_status guard(Call call) const
    {
        try {
            call();
            return CORDEE_OK;
        } catch (const std::exception& error) {
            host_.error(error.what());
        } catch (...) {
            host_.error("the plugin failed without a reason");
        }
        return CORDEE_FAILED;
    }

    /// A throw where no status can be returned leaves the plugin in an unknown state. The process ends,
    /// and the core starts a fresh one.
    template <class Call>
    void guard_or_end(Call call) const
    {
        if (guard(call) != CORDEE_OK)
            std::abort();
    }

    static cordee_status activate(const cordee_plugin* self)
    {
        return of(self).guard([&] { of(self).object_->activate(); });
    }
    static void deactivate(const cordee_plugin* self)
    {
        of(self).guard([&] { of(self).object_->deactivate(); });
    }
    static void destroy(const cordee_plugin* self) { delete &of(self); }
    static const void* get_extension(const cordee_plugin*, const char* id)
    {
        if (std::strcmp(id, CORDEE_EXT_CHANNEL) == 0)
            return &kChannel;
        return std::strcmp(id, CORDEE_EXT_RATE) == 0 ? &kRate : nullptr;
    }

    static void received(const cordee_plugin* self, std::uint16_t channel, const std::uint8_t* data,
                         std::size_t size)
    {
        of(self).guard_or_end([&] { of(self).object_->received(channel, Message{data, size}); });
    }
    static void writable(const cordee_plugin* self)
    {
        of(self).guard_or_end([&] { of(self).object_->writable(); });
    }
    static void peer_restarted(const cordee_plugin* self)
    {
        of(self).guard_or_end([&] { of(self).object_->peer_restarted(); });
    }

    static void rate_changed(const cordee_plugin* self, std::uint64_t bytes_per_second)
    {
        of(self).guard_or_end([&] { of(self).object_->rate_changed(bytes_per_second); });
    }

    static constexpr cordee_plugin_rate kRate{&rate_changed};
    static constexpr cordee_plugin_channel kChannel{&received, &writable, &peer_restarted};

    Host host_;
    std::unique_ptr<Plugin> object_;
    cordee_plugin plugin_{this, &activate, &deactivate, &destroy, &get_extension};
};

} // namespace cordee::sdk

/// Once per library, at namespace scope: CORDEE_PLUGIN("chat", Chat) with Chat derived from Plugin.
#define CORDEE_PLUGIN(id, Class)                                                                             \
    extern "C" CORDEE_EXPORT const cordee_plugin_entry cordee_entry = {                                      \
        CORDEE_ABI_VERSION, CORDEE_ABI_VERSION, id, &::cordee::sdk::Adapter<Class>::create}

#endif
