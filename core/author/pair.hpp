// Both halves of a plugin on one computer, in the real plugin host, with an imagined path between them.
#pragma once

#include "core/author/emulated_link.hpp"
#include "core/plugin/manifest.hpp"
#include "core/plugin/supervisor.hpp"

#include <filesystem>
#include <memory>

namespace cordee::author {

class Pair {
public:
    /// What the halves say, beside their messages. Outlives the pair.
    class Watcher {
    public:
        virtual ~Watcher() = default;
        virtual void log(cordee_side side, cordee_log_level level, std::string_view text) = 0;
        virtual void show(cordee_side side, std::string_view text) = 0;
        virtual void ask(cordee_side side, const plugin::Question& question) = 0;
        virtual void withdraw(cordee_side side, std::uint32_t question) = 0;
        virtual void reported(cordee_side side, const plugin::TaskReport& report) = 0;
        virtual void record(cordee_side side, const std::string& act, const std::string& facts) = 0;
        /// A new process is active in the place of one that ended.
        virtual void restarted(cordee_side side) = 0;
        /// The module is over: the half asked for it, or could not be kept alive.
        virtual void ended(cordee_side side, const std::string& why) = 0;
    };

    struct Setup {
        plugin::Manifest manifest;
        std::filesystem::path package; ///< unpacked
        std::filesystem::path kept;    ///< for what the halves keep, and their files, each in a folder
        std::filesystem::path host_program;
        std::string display;
        LinkShape link;
    };

    /// The folder that a half is given, where its manifest asks for one.
    static std::filesystem::path files_of(const Setup& setup, cordee_side side);

    Pair(const boost::asio::any_io_executor& strand, const Setup& setup, Watcher& watcher);
    ~Pair();
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    /// The side that does not start, or none. It said why to the watcher. Call stop() in both cases.
    boost::asio::awaitable<std::optional<cordee_side>> start();
    boost::asio::awaitable<void> stop();

    [[nodiscard]] plugin::Supervisor& half(cordee_side side);
    /// Of both directions.
    void shape(LinkShape shape);

private:
    class Half;
    std::unique_ptr<Half> controlled_;
    std::unique_ptr<Half> controlling_;
};

} // namespace cordee::author
