#include "apps/cordee/questions.hpp"

#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/run.hpp"

#include <charconv>
#include <iostream>

namespace cordee::cli {
namespace {

constexpr std::size_t kMaxPassword = 1024;

std::string no_answer_hint(std::string_view option)
{
    return trf("give it with --{}", option);
}

std::string without_newline(std::string text)
{
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    return text;
}

std::string ask_hidden(Context& context, std::string_view question)
{
    auto line = context.terminal.ask_secret(question);
    if (!line)
        throw UsageError{std::string{tr("a password is needed, and there is nobody to ask")},
                         no_answer_hint("password-file FILE")};
    return std::move(*line);
}

} // namespace

std::string answer(Context& context, const Options& options, const std::string& option,
                   std::string_view question)
{
    if (options.has(option))
        return options.value(option);
    boost::asio::io_context io;
    auto line = endpoint::run(io, context.terminal.ask(fmt::format("{}: ", question)));
    if (!line || line->empty())
        throw UsageError{trf("--{} is missing", option), no_answer_hint(option)};
    return std::move(*line);
}

std::string password(Context& context, const Options& options, std::string_view question, bool is_new)
{
    if (options.has("password-file"))
        return without_newline(read_input(options.value("password-file"), kMaxPassword));
    auto first = ask_hidden(context, fmt::format("{}: ", question));
    if (is_new && ask_hidden(context, fmt::format("{}: ", tr("once more"))) != first)
        throw UserError{std::string{tr("the two passwords differ")}, std::string{tr("start again")}};
    return first;
}

std::chrono::minutes minutes(const Options& options)
{
    const auto text = options.value("minutes", "30");
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > 1440)
        throw UsageError{trf("'{}' is not a number of minutes", text),
                         std::string{tr("from 1 to 1440, one day")}};
    return std::chrono::minutes{value};
}

std::string read_input(const std::string& file, std::size_t max)
{
    if (file == "-") {
        std::string out(max + 1, '\0');
        std::cin.read(out.data(), static_cast<std::streamsize>(out.size()));
        out.resize(static_cast<std::size_t>(std::cin.gcount()));
        if (out.size() <= max)
            return out;
        throw UserError{std::string{tr("the input is too long")}, trf("at most {} bytes are read", max)};
    }
    const auto content = read_file(file, max);
    if (!content)
        throw UserError{trf("the file {} cannot be read: {}", file, content.error().message()),
                        std::string{tr("check its path and its permissions")}};
    return std::string{as_text(*content)};
}

} // namespace cordee::cli
