#include "core/endpoint/module_questions.hpp"

#include "core/base/deadline.hpp"
#include "core/base/language.hpp"
#include "core/base/race.hpp"
#include "core/endpoint/typed_words.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

std::string shown(const ModuleQuestions::Question& question)
{
    auto out = trf("{} asks: {}", question.module, question.text) + "\n";
    for (std::size_t i = 0; i < question.choices.size(); ++i)
        out += fmt::format("  {}  {}\n", i + 1, question.choices[i]);
    return out + trf("Type the number of your choice, 1 to {}:", question.choices.size()) + " ";
}

std::optional<std::uint32_t> understood(const std::string& line, std::size_t choices)
{
    const auto text = trimmed(line);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number == 0 || number > choices)
        return std::nullopt;
    return number - 1;
}

} // namespace

ModuleQuestions::ModuleQuestions(const asio::any_io_executor& strand, Terminal& terminal,
                                 bool allowed_beforehand, std::chrono::milliseconds patience)
    : terminal_{terminal},
      allowed_beforehand_{allowed_beforehand}, patience_{patience}, changed_{strand}, tasks_{strand}
{}

void ModuleQuestions::ask(Question question)
{
    waiting_.push_back(std::move(question));
    if (!std::exchange(asking_, true))
        tasks_.spawn(ask_all());
}

void ModuleQuestions::withdraw(const void* asker, std::uint32_t number)
{
    std::erase_if(waiting_, [&](const auto& one) { return one.asker == asker && one.number == number; });
    changed_.notify();
}

void ModuleQuestions::withdraw(const void* asker)
{
    std::erase_if(waiting_, [&](const auto& one) { return one.asker == asker; });
    changed_.notify();
}

asio::awaitable<void> ModuleQuestions::close()
{
    waiting_.clear();
    tasks_.cancel();
    co_await tasks_.join();
}

asio::awaitable<void> ModuleQuestions::ask_all()
{
    /// Also when it is cancelled.
    struct Done {
        bool& asking;
        ~Done() { asking = false; }
    } done{asking_};
    co_await asio::post(asio::use_awaitable); // not inside ask()
    while (!waiting_.empty()) {
        const auto* asker = waiting_.front().asker;
        const auto number = waiting_.front().number;
        const auto choice = co_await race(choice_of(waiting_.front()), until_withdrawn(asker, number));
        answered(asker, number, choice ? *choice : 0);
    }
}

/// The least when nobody is there, turns away, or does not answer in time.
asio::awaitable<Result<std::uint32_t>> ModuleQuestions::choice_of(Question question)
{
    const auto& choices = question.choices;
    if (allowed_beforehand_) {
        terminal_.say(fmt::format("{}: {} {}", question.module, question.text, choices.back()));
        co_return static_cast<std::uint32_t>(choices.size() - 1);
    }
    if (!terminal_.interactive())
        co_return 0u;
    const auto text = shown(question);
    const auto until = std::chrono::steady_clock::now() + patience_;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        const auto line =
            co_await with_deadline(std::max(left, std::chrono::milliseconds{1}), terminal_.ask(text));
        if (!line) {
            if (line.error() == Errc::timed_out)
                terminal_.say(trf("no answer came in time: {}", choices.front()));
            co_return 0u;
        }
        if (const auto choice = understood(*line, choices.size()))
            co_return *choice;
    }
}

asio::awaitable<Result<std::uint32_t>> ModuleQuestions::until_withdrawn(const void* asker,
                                                                        std::uint32_t number)
{
    while (waits(asker, number))
        co_await changed_.wait();
    co_return Errc::closed;
}

bool ModuleQuestions::waits(const void* asker, std::uint32_t number) const
{
    return std::ranges::any_of(waiting_,
                               [&](const auto& one) { return one.asker == asker && one.number == number; });
}

void ModuleQuestions::answered(const void* asker, std::uint32_t number, std::uint32_t choice)
{
    const auto found = std::ranges::find_if(
        waiting_, [&](const auto& one) { return one.asker == asker && one.number == number; });
    if (found == waiting_.end())
        return;
    const auto answer = std::move(found->answer);
    waiting_.erase(found);
    answer(choice);
}

} // namespace cordee::endpoint
