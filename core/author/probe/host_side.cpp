#include "core/author/probe/host_side.hpp"

#include "core/author/probe/report.hpp"
#include "core/author/probe/state.hpp"

#include <cordee/ext/audit.h>
#include <cordee/ext/consent.h>
#include <cordee/ext/display.h>
#include <cordee/ext/files.h>
#include <cordee/ext/lines.h>
#include <cordee/ext/log.h>
#include <cordee/ext/memory.h>
#include <cordee/ext/session.h>
#include <cordee/ext/settings.h>
#include <cordee/ext/storage.h>
#include <cordee/ext/task.h>
#include <cordee/ext/timer.h>

#include <sstream>
#include <string_view>

namespace cordee::probe {
namespace {

template <class Half>
const Half* real = nullptr; // the plugin host's half

/// For functions that are marked "active".
void must_be_active(const char* what)
{
    switch (state().phase.load()) {
    case Phase::none:
    case Phase::creating:
    case Phase::created:
        return breach("threads", std::string{"it "} + what + " before activate()");
    case Phase::ended:
    case Phase::destroyed:
        return breach("threads", std::string{"it "} + what + " after deactivate() had returned");
    case Phase::active:
        return;
    }
}

void must_be_named(const char* word, const char* what)
{
    if (!state().has(word))
        breach("manifest", what);
}

/// A function of a half that is handed on.
template <auto Member>
struct Pass;
template <class Half, class Out, class... Args, Out (*Half::*Member)(const cordee_host*, Args...)>
struct Pass<Member> {
    static Out call(const cordee_host*, Args... args) { return (real<Half>->*Member)(state().real, args...); }
};

cordee_status send(const cordee_host*, std::uint16_t channel, const std::uint8_t* data, std::size_t size)
{
    auto& self = state();
    ++self.sends;
    must_be_active("sends a message");
    if (channel >= self.channels) {
        breach("manifest", "it sends on channel " + std::to_string(channel) + ", and manifest.json names " +
                               std::to_string(self.channels));
        return CORDEE_INVALID;
    }
    if (self.rehearsing)
        return CORDEE_OK;
    const auto status = self.channel->send(self.real, channel, data, size);
    if (status == CORDEE_AGAIN)
        ++self.full;
    return status;
}

int permitted(const cordee_host* host, const char* permission)
{
    if (permission != nullptr)
        report_once(std::string{kUsed} + " " + permission);
    return Pass<&cordee_host_session::permitted>::call(host, permission);
}

void finish(const cordee_host* host)
{
    must_be_active("asks for the module's end");
    if (!state().rehearsing)
        Pass<&cordee_host_session::finish>::call(host);
}

cordee_status connect_display(const cordee_host* host, int* descriptor)
{
    must_be_named("display", "it connects to the display, and manifest.json does not name that capability");
    return Pass<&cordee_host_display::connect>::call(host, descriptor);
}

cordee_status get_setting(const cordee_host* host, const char* key, char* buffer, std::size_t* size)
{
    const auto status = Pass<&cordee_host_settings::get>::call(host, key, buffer, size);
    if (status == CORDEE_INVALID)
        breach("manifest", "it reads the setting '" + std::string{key == nullptr ? "" : key} +
                               "', which manifest.json does not name");
    return status;
}

/// Every function of storage, with the same question before it.
template <auto Member>
struct Storing;
template <class... Args,
          cordee_status (*cordee_host_storage::*Member)(const cordee_host*, cordee_storage_scope, Args...)>
struct Storing<Member> {
    static cordee_status call(const cordee_host* host, cordee_storage_scope scope, Args... args)
    {
        if (scope == CORDEE_STORAGE_KEPT)
            must_be_named("storage",
                          "it keeps values on this computer, and manifest.json has no \"storage\": "
                          "true");
        return Pass<Member>::call(host, scope, args...);
    }
};

/// Every function of files, the same way.
template <auto Member>
struct Filing;
template <class Out, class... Args, Out (*cordee_host_files::*Member)(const cordee_host*, Args...)>
struct Filing<Member> {
    static Out call(const cordee_host* host, Args... args)
    {
        must_be_named("folder", "it asks for files, and manifest.json does not name the capability folder");
        return Pass<Member>::call(host, args...);
    }
};

cordee_status ask(const cordee_host* host, std::uint32_t question, cordee_text text,
                  const cordee_text* choices, std::size_t count)
{
    must_be_active("asks the person");
    return Pass<&cordee_host_consent::ask>::call(host, question, text, choices, count);
}

cordee_status show(const cordee_host* host, const char* text, std::size_t size)
{
    must_be_active("shows a line");
    return Pass<&cordee_host_lines::show>::call(host, text, size);
}

cordee_status report_task(const cordee_host* host, const cordee_task_report* task)
{
    must_be_active("reports on a task");
    return Pass<&cordee_host_task::report>::call(host, task);
}

cordee_status record(const cordee_host* host, const char* act, const char* facts_of_it, std::size_t size)
{
    must_be_active("records an act");
    return Pass<&cordee_host_audit::record>::call(host, act, facts_of_it, size);
}

constexpr cordee_host_channel kChannel{&send};
constexpr cordee_host_session kSession{&Pass<&cordee_host_session::side>::call, &permitted,
                                       &Pass<&cordee_host_session::peer_name>::call,
                                       &Pass<&cordee_host_session::language>::call, &finish};
constexpr cordee_host_log kLog{&Pass<&cordee_host_log::write>::call};
constexpr cordee_host_display kDisplay{&connect_display};
constexpr cordee_host_memory kMemory{&Pass<&cordee_host_memory::create>::call,
                                     &Pass<&cordee_host_memory::release>::call};
constexpr cordee_host_timer kTimer{&Pass<&cordee_host_timer::start>::call,
                                   &Pass<&cordee_host_timer::stop>::call};
constexpr cordee_host_settings kSettings{&get_setting};
constexpr cordee_host_storage kStorage{
    &Storing<&cordee_host_storage::read>::call, &Storing<&cordee_host_storage::write>::call,
    &Storing<&cordee_host_storage::remove>::call, &Storing<&cordee_host_storage::list>::call};
constexpr cordee_host_files kFiles{
    &Filing<&cordee_host_files::folders>::call, &Filing<&cordee_host_files::perform>::call,
    &Filing<&cordee_host_files::list>::call, &Filing<&cordee_host_files::space>::call};
constexpr cordee_host_consent kConsent{&ask, &Pass<&cordee_host_consent::withdraw>::call};
constexpr cordee_host_lines kLines{&show};
constexpr cordee_host_task kTask{&report_task};
constexpr cordee_host_audit kAudit{&record};

/// Our half, when the plugin host has one.
template <class Half>
const void* offer(const char* id, const Half& ours)
{
    real<Half> = static_cast<const Half*>(state().real->get_extension(state().real, id));
    return real<Half> == nullptr ? nullptr : &ours;
}

const void* ours(std::string_view id)
{
    if (id == CORDEE_EXT_CHANNEL)
        return offer(CORDEE_EXT_CHANNEL, kChannel);
    if (id == CORDEE_EXT_SESSION)
        return offer(CORDEE_EXT_SESSION, kSession);
    if (id == CORDEE_EXT_LOG)
        return offer(CORDEE_EXT_LOG, kLog);
    if (id == CORDEE_EXT_DISPLAY)
        return offer(CORDEE_EXT_DISPLAY, kDisplay);
    if (id == CORDEE_EXT_MEMORY)
        return offer(CORDEE_EXT_MEMORY, kMemory);
    if (id == CORDEE_EXT_TIMER)
        return offer(CORDEE_EXT_TIMER, kTimer);
    if (id == CORDEE_EXT_SETTINGS)
        return offer(CORDEE_EXT_SETTINGS, kSettings);
    if (id == CORDEE_EXT_STORAGE)
        return offer(CORDEE_EXT_STORAGE, kStorage);
    if (id == CORDEE_EXT_FILES)
        return offer(CORDEE_EXT_FILES, kFiles);
    if (id == CORDEE_EXT_CONSENT)
        return offer(CORDEE_EXT_CONSENT, kConsent);
    if (id == CORDEE_EXT_LINES)
        return offer(CORDEE_EXT_LINES, kLines);
    if (id == CORDEE_EXT_TASK)
        return offer(CORDEE_EXT_TASK, kTask);
    if (id == CORDEE_EXT_AUDIT)
        return offer(CORDEE_EXT_AUDIT, kAudit);
    return nullptr;
}

bool is_listed(const std::string& list, std::string_view id)
{
    std::istringstream in{list};
    for (std::string one; in >> one;)
        if (one == id)
            return true;
    return false;
}

const void* get_extension(const cordee_host*, const char* id)
{
    if (id == nullptr)
        return nullptr;
    report_once(std::string{kAsked} + " " + id);
    // A host that is poorer than ours: what is not on the list does not exist there.
    if (state().has("bare") && !is_listed(state().setting("bare"), id))
        return nullptr;
    return ours(id);
}

} // namespace

const cordee_host* host_for_plugin(const cordee_host* real_host)
{
    static cordee_host host;
    host = {real_host->abi_version, real_host->host_data, &get_extension};
    return &host;
}

} // namespace cordee::probe
