#include "core/author/probe/plugin_side.hpp"

#include "core/author/probe/guard.hpp"
#include "core/author/probe/report.hpp"
#include "core/author/probe/state.hpp"

#include <cordee/ext/channel.h>
#include <cordee/ext/consent.h>
#include <cordee/ext/lines.h>
#include <cordee/ext/rate.h>
#include <cordee/ext/settings.h>
#include <cordee/ext/task.h>
#include <cordee/ext/timer.h>

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace cordee::probe {
namespace {

constexpr std::chrono::milliseconds kMost{2000}; // as cordee/base.h says

const cordee_plugin* subject = nullptr; // the plugin itself

template <class Half>
const Half* theirs = nullptr;

/// A function of a half that is handed on.
template <auto Member>
struct Forward;
template <class Half, class... Args, void (*Half::*Member)(const cordee_plugin*, Args...)>
struct Forward<Member> {
    static void call(const char* name, Args... args)
    {
        if (theirs<Half>->*Member == nullptr)
            return;
        const Call watched{name};
        (theirs<Half>->*Member)(subject, args...);
    }
};

/// Bytes for one call: as they are, or guarded.
class Lent {
public:
    Lent(const void* data, std::size_t size) : data_{static_cast<const std::uint8_t*>(data)}
    {
        if (state().has("ownership"))
            data_ = guarded_.emplace(data, size).data();
    }
    [[nodiscard]] const std::uint8_t* bytes() const { return data_; }
    [[nodiscard]] const char* text() const { return reinterpret_cast<const char*>(data_); }

private:
    std::optional<Guarded> guarded_;
    const std::uint8_t* data_;
};

/// True: it was an order for the probe.
bool is_order(std::uint16_t channel, const std::uint8_t* data, std::size_t size)
{
    if (channel < state().channels)
        return false;
    const std::string_view order{reinterpret_cast<const char*>(data), size};
    if (order == kMeasure)
        report(facts());
    else
        report(std::string{order});
    return true;
}

void received(const cordee_plugin*, std::uint16_t channel, const std::uint8_t* data, std::size_t size)
{
    if (is_order(channel, data, size) || theirs<cordee_plugin_channel> == nullptr)
        return;
    const Lent lent{data, size};
    Forward<&cordee_plugin_channel::received>::call("received", channel, lent.bytes(), size);
}

void writable(const cordee_plugin*)
{
    if (theirs<cordee_plugin_channel> != nullptr)
        Forward<&cordee_plugin_channel::writable>::call("writable");
}

void peer_restarted(const cordee_plugin*)
{
    if (theirs<cordee_plugin_channel> != nullptr)
        Forward<&cordee_plugin_channel::peer_restarted>::call("peer_restarted");
}

void rate_changed(const cordee_plugin*, std::uint64_t bytes)
{
    Forward<&cordee_plugin_rate::changed>::call("rate changed", bytes);
}

void settings_changed(const cordee_plugin*)
{
    Forward<&cordee_plugin_settings::changed>::call("settings changed");
}

void expired(const cordee_plugin*, std::uint32_t timer)
{
    Forward<&cordee_plugin_timer::expired>::call("expired", timer);
}

void answered(const cordee_plugin*, std::uint32_t question, std::uint32_t choice)
{
    Forward<&cordee_plugin_consent::answered>::call("answered", question, choice);
}

void typed(const cordee_plugin*, const char* text, std::size_t size)
{
    const Lent lent{text, size};
    Forward<&cordee_plugin_lines::typed>::call("typed", lent.text(), size);
}

void dropped(const cordee_plugin*, const cordee_text* names, std::size_t count)
{
    Forward<&cordee_plugin_lines::dropped>::call("dropped", names, count);
}

void begin(const cordee_plugin*, std::uint32_t task, const char* wish, std::size_t size)
{
    const Lent lent{wish, size};
    Forward<&cordee_plugin_task::begin>::call("begin", task, lent.text(), size);
}

void act(const cordee_plugin*, std::uint32_t task, cordee_task_wish wish)
{
    Forward<&cordee_plugin_task::act>::call("act", task, wish);
}

constexpr cordee_plugin_channel kChannel{&received, &writable, &peer_restarted};
constexpr cordee_plugin_rate kRate{&rate_changed};
constexpr cordee_plugin_settings kSettings{&settings_changed};
constexpr cordee_plugin_timer kTimer{&expired};
constexpr cordee_plugin_consent kConsent{&answered};
constexpr cordee_plugin_lines kLines{&typed, &dropped};
constexpr cordee_plugin_task kTask{&begin, &act};

template <class Half>
const void* wrap(const char* id, const Half& ours, bool always = false)
{
    theirs<Half> = static_cast<const Half*>(
        subject->get_extension == nullptr ? nullptr : subject->get_extension(subject, id));
    return theirs<Half> == nullptr && !always ? nullptr : &ours;
}

} // namespace

Call::~Call()
{
    const auto time =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin_);
    if (time > kMost)
        breach("promptness", std::string{name_} + "() took " + std::to_string(time.count()) +
                                 " ms, and has " + std::to_string(kMost.count()));
}

const void* half_for_host(const cordee_plugin* plugin, const char* id)
{
    subject = plugin;
    const std::string_view wanted{id};
    if (wanted == CORDEE_EXT_CHANNEL)
        return wrap(CORDEE_EXT_CHANNEL, kChannel, true); // orders come that way
    if (wanted == CORDEE_EXT_RATE)
        return wrap(CORDEE_EXT_RATE, kRate);
    if (wanted == CORDEE_EXT_SETTINGS)
        return wrap(CORDEE_EXT_SETTINGS, kSettings);
    if (wanted == CORDEE_EXT_TIMER)
        return wrap(CORDEE_EXT_TIMER, kTimer);
    if (wanted == CORDEE_EXT_CONSENT)
        return wrap(CORDEE_EXT_CONSENT, kConsent);
    if (wanted == CORDEE_EXT_LINES)
        return wrap(CORDEE_EXT_LINES, kLines);
    if (wanted == CORDEE_EXT_TASK)
        return wrap(CORDEE_EXT_TASK, kTask);
    return nullptr;
}

} // namespace cordee::probe
