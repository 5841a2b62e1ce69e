// What the plugin sees of the core: the cordee_host object and the host's halves of the extensions.
#pragma once

#include "core/plugin/byte_limit.hpp"
#include "core/plugin/host/asked_questions.hpp"
#include "core/plugin/host/core_link.hpp"
#include "core/plugin/host/core_requests.hpp"
#include "core/plugin/host/files.hpp"
#include "core/plugin/host/storage_client.hpp"
#include "core/plugin/host/task_reports.hpp"
#include "core/plugin/host/timers.hpp"
#include "core/plugin/host/windows.hpp"
#include "core/plugin/line_limit.hpp"

#include <cordee/ext/channel.h>
#include <cordee/ext/display.h>
#include <cordee/ext/log.h>
#include <cordee/ext/memory.h>
#include <cordee/ext/session.h>

#include <atomic>
#include <optional>
#include <set>

namespace cordee::plugin::host {

/// Every function of the interface may come from any thread of the plugin.
class HostObject {
public:
    HostObject(CoreLink& core, LoadOrder order);
    HostObject(const HostObject&) = delete;
    HostObject& operator=(const HostObject&) = delete;

    [[nodiscard]] const cordee_host* c_host() const { return &host_; }

    static HostObject& of(const cordee_host* host) { return *static_cast<HostObject*>(host->host_data); }

    /// Between these two the plugin may send, and its timers run.
    void open() { open_ = true; }
    void close();
    [[nodiscard]] bool is_open() const { return open_; }

    void permissions(const std::vector<std::string>& names);
    /// True: call the plugin's writable().
    bool credit(std::uint16_t channel, std::uint32_t bytes);
    void settings(SettingValues values);
    [[nodiscard]] std::optional<std::string> setting(const std::string& key) const;
    /// Whether there is storage of the scope KEPT.
    [[nodiscard]] bool keeps() const { return order_.keeps; }
    /// Whether so many bytes may be shown, or an act be recorded, now; they are counted.
    bool may_show(std::size_t bytes);
    bool may_record() { return acts_.take(0, 1); }

    [[nodiscard]] CoreLink& core() { return core_; }
    [[nodiscard]] Wake& wake() { return wake_; }
    [[nodiscard]] Timers& timers() { return timers_; }
    [[nodiscard]] AskedQuestions& questions() { return questions_; }
    [[nodiscard]] TaskReports& tasks() { return tasks_; }
    /// Null: the manifest asks for no folder.
    [[nodiscard]] Files* files() { return order_.folder_access == 0 ? nullptr : &files_; }
    [[nodiscard]] StorageClient& storage() { return storage_; }

private:
    static const void* get_extension(const cordee_host* host, const char* id);
    static cordee_status send(const cordee_host* host, std::uint16_t channel, const std::uint8_t* data,
                              std::size_t size);
    static void write_log(const cordee_host* host, cordee_log_level level, const char* text,
                          std::size_t size);
    static cordee_side side(const cordee_host* host);
    static int permitted(const cordee_host* host, const char* permission);
    static cordee_text peer_name(const cordee_host* host);
    static cordee_text language(const cordee_host* host);
    static void finish(const cordee_host* host);
    static cordee_status connect_display(const cordee_host* host, int* descriptor);
    static cordee_status create_memory(const cordee_host* host, std::uint64_t size, int* descriptor,
                                       std::uint32_t* handle);
    static void release_memory(const cordee_host* host, std::uint32_t handle);

    CoreLink& core_;
    const LoadOrder order_;
    Windows windows_;
    std::atomic<bool> open_ = false;
    std::mutex permissions_mutex_;
    std::set<std::string, std::less<>> permissions_;
    std::mutex log_mutex_;
    LineLimit log_limit_;
    mutable std::mutex settings_mutex_;
    SettingValues settings_;
    std::mutex show_mutex_;
    ByteLimit show_limit_{kShowBurst, kShowRate};
    Windows acts_;
    Wake wake_;
    Timers timers_{wake_};
    AskedQuestions questions_;
    TaskReports tasks_;
    StorageClient storage_{kStorageSocket};
    Files files_{kFolderSocket};

    cordee_host host_{CORDEE_ABI_VERSION, this, &get_extension};
    cordee_host_channel channel_{&send};
    cordee_host_log log_{&write_log};
    cordee_host_session session_{&side, &permitted, &peer_name, &language, &finish};
    cordee_host_display display_{&connect_display};
    cordee_host_memory memory_{&create_memory, &release_memory};
};

} // namespace cordee::plugin::host
