// policy show, set, check, explain, versions.
#include "apps/cordee/command.hpp"
#include "apps/cordee/print_json.hpp"
#include "apps/cordee/questions.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/run.hpp"

#include <charconv>
#include <sstream>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxPolicy = 256 * 1024;
constexpr std::size_t kMaxShown = 1000; ///< of a line

std::string text_of(const json::Object& object, const char* name)
{
    return printable(json::get_string(object, name).value_or(""), kMaxShown);
}

/// Line by line, so that nothing in it moves the cursor.
void print_text(const Context& context, const std::string& text)
{
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        context.terminal.print(printable(line, kMaxShown));
}

std::vector<json::Object::Ptr> objects_of(const json::Object& answer, const char* name)
{
    auto list = json::get_objects(answer, name);
    if (!list)
        throw endpoint::not_understood();
    return std::move(*list);
}

std::string line_of(const json::Object& problem)
{
    return fmt::format("{}:{}: {}{} ({})", json::get_integer(problem, "line").value_or(0),
                       json::get_integer(problem, "column").value_or(0),
                       json::get_bool(problem, "warning").value_or(false) ? std::string{tr("warning: ")}
                                                                          : std::string{},
                       text_of(problem, "what"), text_of(problem, "hint"));
}

/// Until now a policy was JSON, and such a file is taken still.
bool is_json(const std::string& text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string::npos && text[first] == '{';
}

json::Object rules_from(const std::string& text)
{
    const auto policy = json::parse(text);
    if (!policy || json::get_array(**policy, "rules").isNull())
        throw UserError{
            std::string{tr("this is not a policy")},
            std::string{
                tr("it is text with a rule on each line, or a JSON object with a list 'rules'; cordee policy "
                   "show prints the present one")}};
    return **policy;
}

std::int64_t number_from(const std::string& text)
{
    std::int64_t out = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    if (read.ec != std::errc{} || read.ptr != end || out < 1)
        throw UsageError{trf("'{}' is not the number of a version", printable(text)),
                         std::string{tr("cordee policy versions lists them")}};
    return out;
}

asio::awaitable<json::Object> wish_of(endpoint::BrokerClient& broker, std::string text,
                                      std::optional<std::int64_t> over)
{
    auto out = json::make_object();
    if (!over) {
        const auto present = co_await broker.policy();
        over = json::get_integer(*present, "version");
    }
    if (!over)
        throw endpoint::not_understood();
    out.set("text", text);
    out.set("version", *over);
    co_return out;
}

void explain_line(const Context& context, const json::Object& decision)
{
    const auto rule = json::get_object(decision, "rule");
    context.terminal.print(fmt::format("{} {} ({}): {}", text_of(decision, "module"),
                                       text_of(decision, "permission"), text_of(decision, "direction"),
                                       text_of(decision, "why")));
    if (!rule.isNull())
        context.terminal.print(
            fmt::format("    {}: {}", json::get_integer(*rule, "line").value_or(0), text_of(*rule, "text")));
}

} // namespace

int run_policy_show(Context& context, const Options& options)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto policy = endpoint::run(io, broker->policy());
    const auto text = json::get_string(*policy, "text");
    if (options.has("json") || !text) {
        print_json(context, *policy);
        return 0;
    }
    print_text(context, *text);
    context.terminal.say(trf("version {}", json::get_integer(*policy, "version").value_or(0)));
    if (policy->has("modules"))
        context.terminal.say(tr("it also says which packages are offered: cordee policy show --json"));
    return 0;
}

int run_policy_set(Context& context, const Options& options)
{
    const auto account = context.accounts().require();
    const auto text = read_input(options.positional()[0], kMaxPolicy);
    std::optional<std::int64_t> over;
    if (options.has("over"))
        over = number_from(options.value("over"));
    std::optional<json::Object> wish;
    if (is_json(text))
        wish = rules_from(text);
    asio::io_context io;
    Broker broker{context, account};
    if (!wish)
        wish = endpoint::run(io, wish_of(*broker, text, over));
    const auto answer = endpoint::run(io, broker->set_policy(*wish));
    if (answer->has("problems"))
        for (const auto& problem : objects_of(*answer, "problems"))
            context.terminal.say(line_of(*problem));
    context.terminal.say(
        tr("the policy holds from now on; sessions under way lose at once what it takes away"));
    return 0;
}

int run_policy_check(Context& context, const Options& options)
{
    const auto text = read_input(options.positional()[0], kMaxPolicy);
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto answer = endpoint::run(io, broker->check_policy(text));
    bool usable = true;
    for (const auto& problem : objects_of(*answer, "problems")) {
        usable = usable && json::get_bool(*problem, "warning").value_or(false);
        context.terminal.print(line_of(*problem));
    }
    if (!usable)
        throw UserError{std::string{tr("this policy cannot be used")},
                        std::string{tr("correct the lines that are named above")}};
    context.terminal.say(tr("this policy can be used"));
    return 0;
}

int run_policy_explain(Context& context, const Options& options)
{
    auto question = json::make_object();
    question.set("operator", options.positional()[0]);
    for (const char* name : {"device", "module", "permission", "direction", "at"})
        if (options.has(name))
            question.set(name, options.value(name));
    if (options.has("file"))
        question.set("text", read_input(options.value("file"), kMaxPolicy));
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto answer = endpoint::run(io, broker->explain_policy(question));
    if (options.has("json")) {
        print_json(context, *answer);
        return 0;
    }
    for (const auto& decision : objects_of(*answer, "decisions"))
        explain_line(context, *decision);
    return 0;
}

int run_policy_versions(Context& context, const Options& options)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    if (!options.positional().empty()) {
        const auto version = number_from(options.positional()[0]);
        const auto answer = endpoint::run(io, broker->policy_version(version));
        print_text(context, json::get_string(*answer, "text").value_or(""));
        return 0;
    }
    const auto answer = endpoint::run(io, broker->policy_versions());
    for (const auto& version : objects_of(*answer, "versions"))
        context.terminal.print(fmt::format("{}  {}  {}", json::get_integer(*version, "version").value_or(0),
                                           text_of(*version, "at"), text_of(*version, "by")));
    return 0;
}

} // namespace cordee::cli
