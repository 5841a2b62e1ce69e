#include "world.hpp"

#include "hash.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sys/stat.h>

namespace cordee::transfer::test {
namespace fs = std::filesystem;

Side::Side(World& world, cordee_side which) : world_{world}, which_{which}
{
    engine = std::make_unique<Engine>(*this);
}

Side::~Side() = default;

Time Side::now() const
{
    return world_.clock;
}

void Side::begin(std::uint32_t task, const std::string& wish)
{
    tasks_[task] = wish;
    engine->begin(task, wish);
}

bool Side::send(View message)
{
    if (out_.size() >= world_.line) {
        refused_ = true;
        return false;
    }
    out_.emplace_back(message.begin(), message.end());
    return true;
}

void Side::report(const Report& report)
{
    reports[report.task] = report;
    all_reports.push_back(report);
    if (report.state >= CORDEE_TASK_DONE)
        tasks_.erase(report.task);
}

bool Side::ask(std::uint32_t question, const std::string& text, const std::vector<std::string>& choices)
{
    BOOST_TEST_REQUIRE(choices.size() >= 2u);
    BOOST_TEST_REQUIRE(choices.size() <= 4u);
    BOOST_TEST_REQUIRE(text.size() <= 500u);
    questions.push_back(text);
    if (choice >= 0)
        open_questions_.push_back(question);
    return choice >= 0;
}

bool Side::record(const char* act, const std::string& facts)
{
    BOOST_TEST_REQUIRE(facts.size() <= 4096u);
    if (records_left_ == 0)
        return false;
    --records_left_;
    acts.push_back(std::string{act} + " " + facts);
    return true;
}

void Side::run_job(std::size_t which)
{
    auto job = std::move(jobs_[which]);
    jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(which));
    try {
        job.work();
    } catch (const Killed&) {
        return die_and_return();
    }
    job.work = nullptr;
    job.done();
}

void Side::die_and_return()
{
    engine.reset();
    jobs_.clear();
    out_.clear();
    open_questions_.clear();
    refused_ = false;
    Side& peer = world_.other(*this);
    peer.out_.clear();
    engine = std::make_unique<Engine>(*this);
    peer.engine->peer_restarted();
    for (const auto& [task, wish] : std::map{tasks_})
        engine->begin(task, wish);
}

World::World(std::uint32_t seed)
    : operator_side{*this, CORDEE_SIDE_CONTROLLING}, client{*this, CORDEE_SIDE_CONTROLLED}, random{seed}
{}

void World::deliver(Side& from, Side& to)
{
    Bytes first = std::move(from.out_.front());
    from.out_.pop_front();
    bytes_carried += first.size();
    std::vector<Bytes> arrive;
    if (tamper)
        arrive = tamper(from, std::move(first));
    else
        arrive.push_back(std::move(first));
    for (auto& bytes : arrive) {
        if (watch)
            if (const auto message = decode(bytes))
                watch(from, *message);
        to.engine->received(std::move(bytes));
    }
    if (from.refused_) {
        from.refused_ = false;
        from.engine->writable();
    }
}

bool World::step()
{
    clock += std::chrono::milliseconds{1};
    std::vector<std::function<void()>> events;
    for (Side* side : {&operator_side, &client}) {
        if (!side->out_.empty())
            events.emplace_back([this, side] { deliver(*side, other(*side)); });
        if (!side->jobs_.empty())
            events.emplace_back([this, side] { side->run_job(random() % side->jobs_.size()); });
        if (!side->open_questions_.empty())
            events.emplace_back([side] {
                const auto question = side->open_questions_.front();
                side->open_questions_.erase(side->open_questions_.begin());
                side->engine->answered(question, static_cast<std::uint32_t>(side->choice));
            });
    }
    if (events.empty() || random() % 64 == 0) {
        clock += std::chrono::milliseconds{250};
        for (Side* side : {&operator_side, &client}) {
            side->records_left_ = side->records_at_once;
            side->engine->tick();
        }
    }
    if (events.empty())
        return false;
    events[random() % events.size()]();
    return true;
}

bool World::all_ended() const
{
    return operator_side.tasks_.empty() && client.tasks_.empty();
}

void World::run(std::size_t steps_most)
{
    std::size_t idle = 0;
    for (std::size_t i = 0; i < steps_most && !(all_ended() && !step()); ++i)
        if (!all_ended()) {
            idle = step() ? 0 : idle + 1;
            BOOST_TEST_REQUIRE(idle < 200u, "nothing happens any more, and a task has not ended");
        }
    BOOST_TEST_REQUIRE(all_ended());
}

namespace {

std::string wish(const std::string& what, const std::string& list, const std::string& to,
                 const std::string& conflict)
{
    return R"({"do":")" + what + "\"," + list + ",\"to\":" + to + R"(,"conflict":")" + conflict + "\"}";
}

} // namespace

std::string send_wish(const std::vector<std::string>& paths, const std::string& to,
                      const std::string& conflict)
{
    std::string list = R"("from":[)";
    for (const auto& path : paths)
        list += (list.back() == '[' ? "" : ",") + (R"({"folder":0,"path":")" + path + "\"}");
    return wish("send", list + "]", "\"" + to + "\"", conflict);
}

std::string fetch_wish(const std::vector<std::string>& paths, const std::string& to,
                       const std::string& conflict)
{
    std::string list = R"("what":[)";
    for (const auto& path : paths)
        list += (list.back() == '[' ? "\"" : ",\"") + path + "\"";
    return wish("fetch", list + "]", R"({"folder":0,"path":")" + to + "\"}", conflict);
}

Bytes noise(std::size_t size, std::uint32_t seed)
{
    std::mt19937_64 random{seed};
    Bytes out(size);
    for (std::size_t i = 0; i < size; i += 8) {
        const auto bits = random();
        std::memcpy(out.data() + i, &bits, std::min<std::size_t>(8, size - i));
    }
    return out;
}

void put_file(const fs::path& path, View content)
{
    fs::create_directories(path.parent_path());
    std::ofstream out{path, std::ios::binary};
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    BOOST_TEST_REQUIRE(out.flush().good());
}

void put_file(const fs::path& path, std::string_view content)
{
    put_file(path, View{reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
}

Bytes content_of(const fs::path& path)
{
    std::ifstream in{path, std::ios::binary};
    BOOST_TEST_REQUIRE(in.good(), path);
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::string> picture_of(const fs::path& root)
{
    std::vector<std::string> out;
    for (const auto& one :
         fs::recursive_directory_iterator{root, fs::directory_options::skip_permission_denied}) {
        struct stat facts {};
        lstat(one.path().c_str(), &facts);
        std::string line =
            fs::relative(one.path().parent_path(), root).string() + "/" + one.path().filename().string();
        if (one.is_symlink()) {
            line += " -> " + fs::read_symlink(one.path()).string();
        } else {
            line += " " + std::to_string(facts.st_mode) + " " + std::to_string(facts.st_mtim.tv_sec) + "." +
                    std::to_string(facts.st_mtim.tv_nsec);
            if (one.is_regular_file())
                line += " " + std::to_string(facts.st_size) + " " + hex(hash_of(content_of(one.path())));
        }
        out.push_back(std::move(line));
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace cordee::transfer::test
