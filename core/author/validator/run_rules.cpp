#include "core/author/validator/rule.hpp"
#include "core/base/descriptor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <fcntl.h>
#include <list>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cordee::author {
namespace {

using Clock = std::chrono::steady_clock;

/// One rule under way.
struct Running {
    const Rule* rule;
    pid_t process;
    Descriptor answer; ///< what it says, until it ends
    Clock::time_point deadline;
    std::string said;
};

Verdict check_guarded(const Rule& rule, const Case& subject)
{
    try {
        return rule.check(subject);
    } catch (const std::exception& error) {
        return fail(std::string{"the check failed: "} + error.what());
    }
}

[[noreturn]] void be_the_rule(const Rule& rule, const Case& subject, pid_t parent, int answer)
{
    // The plugin's process ends with this one, this one with the program.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(1);
    const auto verdict = check_guarded(rule, subject);
    const auto text = std::to_string(static_cast<int>(verdict.outcome)) + verdict.why;
    for (std::size_t done = 0; done < text.size();) {
        const auto written = write(answer, text.data() + done, text.size() - done);
        if (written < 0 && errno != EINTR)
            break;
        done += written < 0 ? 0 : static_cast<std::size_t>(written);
    }
    _exit(0); // without what the program has to do at its own end
}

std::optional<Running> begin(const Rule& rule, const Case& subject)
{
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return std::nullopt;
    Descriptor reading{ends[0]};
    const Descriptor writing{ends[1]};
    const pid_t parent = getpid();
    const pid_t process = fork();
    if (process == 0)
        be_the_rule(rule, subject, parent, writing.get());
    if (process < 0)
        return std::nullopt;
    return Running{&rule, process, std::move(reading), Clock::now() + rule.limit, {}};
}

Verdict end(Running& running, bool late)
{
    if (late)
        ::kill(running.process, SIGKILL);
    int status = 0;
    while (waitpid(running.process, &status, 0) < 0 && errno == EINTR) {
    }
    if (late)
        return fail("it was not done after " + std::to_string(running.rule->limit.count()) + " seconds");
    if (running.said.empty() || running.said[0] < '0' || running.said[0] > '2')
        return fail("the check itself ended without a word, status " + std::to_string(status));
    return {static_cast<Outcome>(running.said[0] - '0'), running.said.substr(1)};
}

/// False: it says nothing more.
bool listen(Running& running)
{
    std::array<char, 4096> buffer{};
    const auto size = read(running.answer.get(), buffer.data(), buffer.size());
    if (size > 0)
        running.said.append(buffer.data(), static_cast<std::size_t>(size));
    return size > 0 || (size < 0 && errno == EINTR);
}

void wait_for_any(const std::list<Running>& running)
{
    std::vector<pollfd> waiting;
    auto deadline = Clock::time_point::max();
    for (const auto& one : running) {
        waiting.push_back({one.answer.get(), POLLIN, 0});
        deadline = std::min(deadline, one.deadline);
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    poll(waiting.data(), waiting.size(), static_cast<int>(std::clamp<long long>(left + 1, 0, 10'000)));
}

bool readable(const Running& running)
{
    pollfd one{running.answer.get(), POLLIN, 0};
    return poll(&one, 1, 0) > 0;
}

} // namespace

void run_rules(std::span<const Rule> chosen, const Case& subject, int jobs,
               const std::function<void(const Rule&, const Verdict&)>& tell)
{
    std::list<Running> running;
    std::vector<std::optional<Verdict>> verdicts(chosen.size());
    std::size_t next = 0;
    std::size_t told = 0;
    while (told < chosen.size()) {
        while (next < chosen.size() && running.size() < static_cast<std::size_t>(jobs)) {
            if (auto one = begin(chosen[next], subject))
                running.push_back(std::move(*one));
            else
                verdicts[next] = fail("no process could be made for it");
            ++next;
        }
        if (!running.empty())
            wait_for_any(running);
        for (auto one = running.begin(); one != running.end();) {
            const bool late = Clock::now() >= one->deadline;
            if (!late && (!readable(*one) || listen(*one))) {
                ++one;
                continue;
            }
            verdicts[static_cast<std::size_t>(one->rule - chosen.data())] = end(*one, late);
            one = running.erase(one);
        }
        for (; told < chosen.size() && verdicts[told]; ++told)
            tell(chosen[told], *verdicts[told]);
    }
}

} // namespace cordee::author
