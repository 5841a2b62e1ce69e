// One half of a plugin in the real plugin host, with the probe around it and the rule as its other half.
#pragma once

#include "core/author/validator/rule.hpp"
#include "core/plugin/supervisor.hpp"

#include <boost/asio/io_context.hpp>

#include <map>
#include <optional>
#include <set>

namespace cordee::author {

using std::chrono::milliseconds;

/// Longer than anything takes that works, also on a busy computer.
inline constexpr milliseconds kPatience{20'000};

/// What the probe measured in the plugin's process.
struct Facts {
    long descriptors = 0;
    long heap = 0;     ///< KiB that it holds by malloc()
    long resident = 0; ///< KiB of memory of its own
    long threads = 0;
    long sends = 0;
    long full = 0; ///< sends that were answered CORDEE_AGAIN
};

class Subject final : public plugin::Supervisor::Listener {
public:
    /// What the probe is told beside the usual: instruments by name, with a value or without.
    using Instruments = std::map<std::string, std::string>;

    Subject(boost::asio::io_context& context, const Case& of, cordee_side side, Instruments instruments = {});
    ~Subject() override;

    /// Runs until the half is active or not; why not is in refusal().
    Result<void> start();
    /// Runs until its process has ended.
    void stop();
    /// Runs until it holds, at most so long. False: it did not, or the process died before.
    bool until(const std::function<bool()>& holds, milliseconds patience = kPatience);
    void pass(milliseconds time);
    /// Sends a message of the other half, and waits for room where there is none. False: the half died.
    bool say(std::uint16_t channel, View message);
    /// Runs until the half has handled all that came before. False: it died.
    bool settle(milliseconds patience = kPatience);
    /// Empty when it died.
    std::optional<Facts> measure();
    /// Everything that a program may tell a plugin at any time, once.
    void stir();

    [[nodiscard]] const std::string& side_name() const { return side_name_; }
    [[nodiscard]] plugin::Supervisor& supervisor() { return *supervisor_; }
    /// How its process ended when nobody asked it to.
    [[nodiscard]] const std::optional<std::string>& death() const { return death_; }
    /// The last thing that it said to the person.
    [[nodiscard]] const std::string& refusal() const { return last_error_; }
    /// The plugin wants the module to end.
    [[nodiscard]] bool asked_to_end() const { return asked_to_end_; }
    [[nodiscard]] int restarts() const { return restarts_; }
    /// The first breach of a rule, or empty.
    [[nodiscard]] std::string breach(std::string_view rule) const;
    [[nodiscard]] const std::set<std::string>& reports() const { return reports_; }
    [[nodiscard]] bool reported(const std::string& text) const { return reports_.contains(text); }
    [[nodiscard]] std::vector<std::string> reports_of(std::string_view word) const;

    /// What becomes of messages; they are dropped as long as there is none. False: no room.
    std::function<bool(std::uint16_t, View)> on_message;
    std::function<void()> on_room;
    std::function<void()> on_restart;
    bool room = true;
    /// Above 0: the rule itself ends the process.
    int ends_expected = 0;

private:
    bool received(std::uint16_t channel, View message) override;
    void writable() override;
    void restarted() override;
    void finished() override { asked_to_end_ = true; }
    void failed(std::string why) override;
    void log(cordee_log_level level, std::string_view text) override;
    void show(std::string_view) override {}
    void ask(plugin::Question question) override;
    void withdraw(std::uint32_t) override {}
    void reported(plugin::TaskReport) override {}
    void record(std::string, std::string) override {}

    void heard(std::string report);

    boost::asio::io_context& context_;
    const Case& case_;
    std::string side_name_;
    std::uint16_t channels_;
    std::unique_ptr<plugin::Supervisor> supervisor_;
    std::optional<std::string> death_;
    std::string last_error_;
    bool asked_to_end_ = false;
    bool writable_ = true;
    int restarts_ = 0;
    int settled_ = 0;
    std::uint32_t tasks_ = 0;
    std::optional<Facts> facts_;
    std::set<std::string> reports_;
};

/// Both halves, each the other's peer.
class Couple {
public:
    Couple(const Case& of, const Subject::Instruments& instruments);

    /// Empty: both are active. Otherwise what a rule says about it: skip where a half refuses to start.
    std::optional<Verdict> start();
    void stop();
    /// They talk for a while, and are told everything that they may be told.
    void live(milliseconds time = milliseconds{300});
    /// Empty when both live, otherwise whose process ended and how.
    [[nodiscard]] std::string death() const;
    [[nodiscard]] std::string breach(std::string_view rule) const;

    boost::asio::io_context context;
    Subject controlling;
    Subject controlled;

    struct Said {
        cordee_side to;
        std::uint16_t channel;
        Bytes bytes;
    };
    /// What they said to each other, up to a few MiB.
    std::vector<Said> said;

private:
    void join(Subject& from, Subject& to, cordee_side side);

    std::size_t said_size_ = 0;
};

/// A verdict for a half that did not become active; `what` says when.
Verdict not_active(const Subject& half, Errc why, const std::string& what = {});

} // namespace cordee::author
