// The thin C++ wrapper that plugin authors use: derive from Plugin, end the file with CORDEE_PLUGIN.
// C++17 and later, headers only. No exception crosses the C interface: see guard() below.
#ifndef CORDEE_PLUGIN_HPP
#define CORDEE_PLUGIN_HPP

#include <cordee/audit.hpp>
#include <cordee/consent.hpp>
#include <cordee/ext/rate.h>
#include <cordee/host.hpp>
#include <cordee/lines.hpp>
#include <cordee/message.hpp>
#include <cordee/plugin.h>
#include <cordee/settings.hpp>
#include <cordee/storage.hpp>
#include <cordee/task.hpp>
#include <cordee/timer.hpp>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <string_view>
#include <vector>

namespace cordee::sdk {

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
    virtual void received(std::uint16_t channel, Message message)
    {
        (void)channel;
        (void)message;
    }
    /// A send() was answered with CORDEE_AGAIN, and now there is room again.
    virtual void writable() {}
    /// The other half was started anew and knows nothing: begin again from the first message.
    virtual void peer_restarted() {}
    /// What the path leaves to this module now; see ext/rate.h.
    virtual void rate_changed(std::uint64_t bytes_per_second) { (void)bytes_per_second; }
    /// Timer::start() has come to its time.
    virtual void expired(std::uint32_t timer) { (void)timer; }
    /// One or more Settings have another value.
    virtual void settings_changed() {}
    /// `choice` is an index into the choices of Consent::ask().
    virtual void answered(std::uint32_t question, std::uint32_t choice)
    {
        (void)question;
        (void)choice;
    }
    /// Somebody wants this done; `wish` is a JSON object. Report on it by this number until it has ended.
    /// False: this plugin does not do such things; that is reported then.
    virtual bool begin_task(std::uint32_t task, std::string_view wish)
    {
        (void)task;
        (void)wish;
        return false;
    }
    virtual void act_on_task(std::uint32_t task, TaskWish wish)
    {
        (void)task;
        (void)wish;
    }
    /// The person typed a line for this module.
    virtual void typed(std::string_view line) { (void)line; }
    /// The person handed these files to the session, and they go by another module.
    virtual void dropped(const std::vector<std::string_view>& names) { (void)names; }
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
        const Half halves[] = {{CORDEE_EXT_CHANNEL, &kChannel}, {CORDEE_EXT_RATE, &kRate},
                               {CORDEE_EXT_TIMER, &kTimer},     {CORDEE_EXT_SETTINGS, &kSettings},
                               {CORDEE_EXT_CONSENT, &kConsent}, {CORDEE_EXT_TASK, &kTask},
                               {CORDEE_EXT_LINES, &kLines}};
        for (const auto& half : halves)
            if (std::strcmp(id, half.id) == 0)
                return half.functions;
        return nullptr;
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

    static void expired(const cordee_plugin* self, std::uint32_t timer)
    {
        of(self).guard_or_end([&] { of(self).object_->expired(timer); });
    }
    static void settings_changed(const cordee_plugin* self)
    {
        of(self).guard_or_end([&] { of(self).object_->settings_changed(); });
    }
    static void answered(const cordee_plugin* self, std::uint32_t question, std::uint32_t choice)
    {
        of(self).guard_or_end([&] { of(self).object_->answered(question, choice); });
    }
    static void begin(const cordee_plugin* self, std::uint32_t task, const char* wish, std::size_t size)
    {
        of(self).guard_or_end([&] {
            if (of(self).object_->begin_task(task, {wish, size}))
                return;
            TaskReport no;
            no.task = task;
            no.state = TaskState::failed;
            Tasks{of(self).host_}.report(no);
        });
    }
    static void act(const cordee_plugin* self, std::uint32_t task, cordee_task_wish wish)
    {
        of(self).guard_or_end([&] { of(self).object_->act_on_task(task, TaskWish(wish)); });
    }
    static void typed(const cordee_plugin* self, const char* text, std::size_t size)
    {
        of(self).guard_or_end([&] { of(self).object_->typed({text, size}); });
    }
    static void dropped(const cordee_plugin* self, const cordee_text* names, std::size_t count)
    {
        of(self).guard_or_end([&] {
            std::vector<std::string_view> list;
            for (std::size_t i = 0; i < count; ++i)
                list.push_back(view(names[i]));
            of(self).object_->dropped(list);
        });
    }

    struct Half {
        const char* id;
        const void* functions;
    };
    static constexpr cordee_plugin_rate kRate{&rate_changed};
    static constexpr cordee_plugin_timer kTimer{&expired};
    static constexpr cordee_plugin_settings kSettings{&settings_changed};
    static constexpr cordee_plugin_consent kConsent{&answered};
    static constexpr cordee_plugin_task kTask{&begin, &act};
    static constexpr cordee_plugin_lines kLines{&typed, &dropped};
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
