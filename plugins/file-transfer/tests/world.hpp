// Two engines, a line between them, and everything that may happen, in an order that a seed decides: messages
// arrive, jobs end, time passes, either side is killed. Nothing happens by itself, so each run is the same
// again.
#pragma once

#include "engine.hpp"
#include "folder_files.hpp"
#include "tests/support/temporary_folder.hpp"

#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>

namespace cordee::transfer::test {

/// Thrown inside of a job: the process ended there.
struct Killed {};

class World;

class Side final : public Outside, public Jobs {
public:
    Side(World& world, cordee_side which);
    ~Side() override;

    // As a test sets it.
    Rules settings{.ask = Ask::never};
    std::set<std::string, std::less<>> permissions{"send", "fetch"};
    std::string tongue = "en";
    /// Which choice the person takes; less than 0: nobody can be asked.
    int choice = 1;
    /// Acts that are recorded before one must wait.
    std::size_t records_at_once = SIZE_MAX;

    // What a test sees.
    std::map<std::uint32_t, Report> reports;
    std::vector<Report> all_reports;
    std::vector<std::string> acts;
    std::vector<std::string> questions;
    std::vector<std::string> said;

    TemporaryFolder folder;
    FolderFiles disk{folder.path()};
    std::unique_ptr<Engine> engine;

    void begin(std::uint32_t task, const std::string& wish);
    /// As kill -9 of the plugin: jobs, messages and knowledge are gone, the disk is as it is.
    void die_and_return();

    bool send(View message) override;
    Files& files() override { return disk; }
    Jobs& jobs() override { return *this; }
    [[nodiscard]] Time now() const override;
    [[nodiscard]] cordee_side side() const override { return which_; }
    [[nodiscard]] bool permitted(const char* permission) const override
    {
        return permissions.contains(std::string_view{permission});
    }
    [[nodiscard]] std::string peer_name() const override { return "Ada"; }
    [[nodiscard]] std::string language() const override { return tongue; }
    [[nodiscard]] Rules rules() const override { return settings; }
    void report(const Report& report) override;
    bool ask(std::uint32_t question, const std::string& text,
             const std::vector<std::string>& choices) override;
    void withdraw(std::uint32_t question) override { std::erase(open_questions_, question); }
    void keep(View value) override { kept_.assign(value.begin(), value.end()); }
    Bytes kept() override { return kept_; }
    bool record(const char* act, const std::string& facts) override;
    void say(const std::string& text) override { said.push_back(text); }

    void run(std::function<void()> work, std::function<void()> done) override
    {
        jobs_.push_back({std::move(work), std::move(done)});
    }

private:
    friend class World;
    struct Job {
        std::function<void()> work;
        std::function<void()> done;
    };
    void run_job(std::size_t which);

    World& world_;
    const cordee_side which_;
    std::deque<Job> jobs_;
    std::deque<Bytes> out_;
    Bytes kept_; ///< outlives the engine
    bool refused_ = false;
    std::vector<std::uint32_t> open_questions_;
    std::map<std::uint32_t, std::string> tasks_;
    std::size_t records_left_ = SIZE_MAX;
};

class World {
public:
    explicit World(std::uint32_t seed = 1);

    /// One thing happens. False: nothing is left that could, except that time passes.
    bool step();
    /// Until each task has ended; a test that does not come to an end fails.
    void run(std::size_t steps_most = 2'000'000);
    [[nodiscard]] bool all_ended() const;

    Side operator_side;
    Side client;
    std::mt19937 random;
    Time clock{};
    /// Sees each message when it arrives.
    std::function<void(Side& from, const Message& message)> watch{};
    /// May change or drop it: gives what arrives.
    std::function<std::vector<Bytes>(Side& from, Bytes message)> tamper{};
    /// Messages that the line holds.
    std::size_t line = 8;
    std::uint64_t bytes_carried = 0;

private:
    friend class Side;
    void deliver(Side& from, Side& to);
    Side& other(const Side& side) { return &side == &client ? operator_side : client; }
};

std::string send_wish(const std::vector<std::string>& paths, const std::string& to = "",
                      const std::string& conflict = "keep-both");
std::string fetch_wish(const std::vector<std::string>& paths, const std::string& to = "",
                       const std::string& conflict = "keep-both");

/// Bytes that do not pack, the same for the same seed.
Bytes noise(std::size_t size, std::uint32_t seed = 1);
void put_file(const std::filesystem::path& path, View content);
void put_file(const std::filesystem::path& path, std::string_view content);
Bytes content_of(const std::filesystem::path& path);
/// Every entry of a tree with kind, mode, time and content, in order: equal trees give equal texts.
std::vector<std::string> picture_of(const std::filesystem::path& root);

} // namespace cordee::transfer::test
