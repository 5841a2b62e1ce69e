#include "core/endpoint/digits_prompt.hpp"

#include "core/base/language.hpp"

#include <utility>

namespace cordee::endpoint {

namespace asio = boost::asio;

DigitsPrompt::DigitsPrompt(const asio::any_io_executor& strand, Terminal& terminal, std::string peer_name)
    : terminal_{terminal}, peer_name_{std::move(peer_name)}, changed_{strand}
{}

asio::awaitable<bool> DigitsPrompt::ask(std::string digits)
{
    terminal_.say(trf("safety digits: {} {}; the other person sees the same, unless somebody listens in",
                      digits.substr(0, 3), digits.substr(3)));
    const auto question = fmt::format("{} ", tr("Read them to each other. Are they equal? [y]es, [n]o:"));
    const auto line = co_await terminal_.ask(question);
    const char first = line && !line->empty() ? line->front() : ' ';
    co_return first == 'y' || first == 'Y' || first == 'o' || first == 'O';
}

void DigitsPrompt::equal_here()
{
    here_ = true;
    changed_.notify();
}

void DigitsPrompt::equal_there()
{
    there_ = true;
    changed_.notify();
}

asio::awaitable<Result<void>> DigitsPrompt::equal_at_both()
{
    while (!here_)
        co_await changed_.wait();
    if (!there_)
        terminal_.say(trf("waiting until {} has compared them too", peer_name_));
    while (!there_)
        co_await changed_.wait();
    terminal_.say(tr("verified: you both see the same digits"));
    co_return Result<void>{};
}

} // namespace cordee::endpoint
