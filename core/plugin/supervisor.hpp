// One plugin in a process of its own: started, fed, watched, restarted within a budget, and ended.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/base/language.hpp"
#include "core/plugin/given_folder.hpp"
#include "core/plugin/manifest.hpp"
#include "core/plugin/plugin_events.hpp"

#include <cordee/ext/log.h>
#include <cordee/ext/memory.h>
#include <cordee/ext/session.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::plugin {

struct Launch {
    /// The program cordee-plugin-host.
    std::filesystem::path host_program;
    /// The plugin's library, out of a verified package.
    std::filesystem::path library;
    /// Its package's folder, all of which it may read; empty: the library alone.
    std::filesystem::path folder;
    std::string module;
    cordee_side side = CORDEE_SIDE_CONTROLLED;
    std::vector<std::string> permissions;
    std::string peer_name;
    Language language = Language::english;
    /// How many channels the manifest names.
    std::uint16_t channels = 0;
    /// The process's whole environment: "NAME=value", or "NAME" to hand on this process's value if it has
    /// one.
    std::vector<std::string> environment;
    /// What its manifest asks for on this side.
    std::vector<Capability> capabilities;
    /// DISPLAY of this process; handed on where the capability of that name is asked for.
    std::string display;
    /// In order: a folder's place is its id. Given where the capability is asked for.
    std::vector<GivenFolder> folders;
    /// The value of each setting that the manifest names; see values_of().
    std::map<std::string, std::string> settings;
    /// Where it keeps values for later sessions; empty: it may not. The folder is made when it is needed.
    std::filesystem::path kept;
    /// Whether there is a terminal for lines.
    bool lines = false;
};

struct Limits {
    /// How often the plugin is asked for a sign of life, and how many times it may stay silent.
    std::chrono::milliseconds ping_interval{1000};
    int silent_pings = 4;
    /// The same for the load: a busy machine takes its time to find libraries and open windows.
    int silent_start = 10;
    /// How long stop() waits before it kills.
    std::chrono::milliseconds stop_time{2000};
    /// Restarts within `restart_window`; the first is at once, later ones wait 250 ms, 500 ms, 1 s …
    int restarts = 5;
    std::chrono::milliseconds restart_window{60'000};
    std::chrono::milliseconds restart_delay{250};
    /// Bytes that may wait for the plugin before send() refuses; one message may exceed it.
    std::size_t queue = 1 << 20;
    /// Bytes of writable memory of the process.
    std::uint64_t memory = 2ull << 30;
    /// Bytes that it may share with others, such as the display's server.
    std::uint64_t shared_memory = CORDEE_MEMORY_MOST;
};

/// All on one strand. Calls of the listener never happen inside a call of this object, resume() apart.
class Supervisor {
public:
    /// Outlives the supervisor.
    class Listener {
    public:
        virtual ~Listener() = default;
        /// A message of the plugin; the bytes are valid until return. False: no room now; it is kept, and
        /// it and later ones of that channel are offered again after resume(). The plugin's queue for the
        /// channel fills up, and its send() answers CORDEE_AGAIN.
        virtual bool received(std::uint16_t channel, View message) = 0;
        /// A send() was refused, and now there is room again.
        virtual void writable() = 0;
        /// The plugin's process died and a new one is active, which knows nothing. Called before its first
        /// message. What is sent from here on reaches the new one, and nothing sent before does.
        virtual void restarted() = 0;
        /// The plugin asks to end the module; call stop().
        virtual void finished() = 0;
        /// The plugin could not be kept alive, and no process is left. `why` is for a person.
        virtual void failed(std::string why) = 0;
        /// One printable line. At CORDEE_LOG_ERROR it is meant for the person at the program.
        virtual void log(cordee_log_level level, std::string_view text) = 0;
        /// Printable lines for the person; '\n' between them.
        virtual void show(std::string_view text) = 0;
        /// A question for the person. Answer it with answer(), once, unless withdraw() comes before.
        virtual void ask(Question question) = 0;
        virtual void withdraw(std::uint32_t question) = 0;
        /// How far a task is. The last report of each says that it has ended, also when the plugin could not.
        virtual void reported(TaskReport report) = 0;
        /// For the audit log: the name of an act, and a flat JSON object. It is written when this returns.
        virtual void record(std::string act, std::string facts) = 0;
    };

    Supervisor(boost::asio::any_io_executor strand, Launch launch, Listener& listener, Limits limits = {});
    /// Kills the process if stop() was not awaited.
    ~Supervisor();
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    /// Returns when the plugin is active, or why it is not: refused (it said no; its reason went to log()),
    /// unsupported (not a plugin, or for another version), timed_out (it hangs), closed (it died), io_error
    /// (no process). The calling thread must live as long as the process: the kernel ends it with that
    /// thread.
    boost::asio::awaitable<Result<void>> start();

    /// Copies the message into the queue. False: the queue is full, nothing was taken; writable() follows.
    /// While no process is active messages are dropped: they were for the former one.
    bool send(std::uint16_t channel, View message);
    /// Offers kept messages to the listener again.
    void resume();
    /// Tells the plugin, in order with messages, that its other half was started anew.
    void peer_restarted();
    /// Gives it more folders.
    void folders(std::vector<GivenFolder> folders);
    /// Replaces what the plugin is permitted; also for processes started later. When a right to a folder goes
    /// with that, its process is ended with the descriptors that it has and started anew.
    void permissions(std::vector<std::string> permissions);
    /// Tells the plugin what it may use of the path.
    void rate(std::uint64_t bytes_per_second);
    /// A line of the person that was meant for nobody else. Lost while the plugin is being started anew.
    void typed(std::string_view line);
    /// Names of files that the person gave the session, and that another module transfers.
    void dropped(const std::vector<std::string>& names);
    /// The choice is an index. A question that is not open any more is no matter.
    void answer(std::uint32_t question, std::uint32_t choice);
    /// Replaces the value of every setting; see values_of().
    void settings(std::map<std::string, std::string> values);
    /// Wants a task done: the number is below CORDEE_TASK_OWN and not that of one which goes on, the wish a
    /// JSON object. Until it has ended it is told again to each new process, with the last act(). One that
    /// makes no sense is reported as failed, like one that the plugin does not know.
    void begin(std::uint32_t task, std::string wish);
    /// Also for a task that the plugin began itself.
    void act(std::uint32_t task, cordee_task_wish wish);
    /// Deactivates the plugin and waits for its end; kills it when that takes too long.
    boost::asio::awaitable<void> stop();

    /// The process id, 0 when there is none. For tests and the log.
    [[nodiscard]] int process_id() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace cordee::plugin
