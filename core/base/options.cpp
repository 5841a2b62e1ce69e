#include "core/base/options.hpp"

#include "core/base/language.hpp"

#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include <algorithm>

namespace cordee {
namespace {

Poco::Util::OptionSet option_set(const std::vector<OptionSpec>& specs)
{
    Poco::Util::OptionSet out;
    for (const auto& spec : specs) {
        Poco::Util::Option option{spec.name, "", spec.help, false};
        option.repeatable(true);
        if (!spec.argument.empty())
            option.argument(spec.argument, true);
        out.addOption(option);
    }
    return out;
}

UsageError usage_error(const std::string& what)
{
    return UsageError{trf("the command line is not right: {}", what),
                      std::string{tr("--help shows what is possible")}};
}

} // namespace

Options::Options(std::vector<OptionSpec> specs) : specs_{std::move(specs)}
{
    specs_.push_back({"help", "", std::string{tr("show this help")}});
}

void Options::parse(const std::vector<std::string>& arguments)
{
    const auto set = option_set(specs_);
    Poco::Util::OptionProcessor processor{set};
    processor.setUnixStyle(true);
    bool only_positional = false;
    bool value_to_come = false;
    try {
        for (const auto& argument : arguments) {
            std::string name;
            std::string value;
            if (!only_positional && !value_to_come && argument == "--") {
                only_positional = true;
            } else if (!only_positional && (value_to_come || argument != "-") &&
                       processor.process(argument, name, value)) {
                value_to_come = name.empty();
                if (!value_to_come)
                    values_[name].push_back(value);
            } else {
                positional_.push_back(argument);
            }
        }
        processor.checkRequired();
    } catch (const Poco::Util::OptionException& error) {
        throw usage_error(error.displayText());
    }
    for (const auto& spec : specs_)
        if (!spec.argument.empty() && has(spec.name) && value(spec.name).empty())
            throw usage_error(trf("--{} needs a value", spec.name));
}

bool Options::has(const std::string& name) const
{
    return values_.contains(name);
}

std::string Options::value(const std::string& name, const std::string& fallback) const
{
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : found->second.back();
}

std::vector<std::string> Options::values(const std::string& name) const
{
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::string Options::help() const
{
    std::size_t width = 0;
    const auto left = [](const OptionSpec& spec) {
        return "--" + spec.name + (spec.argument.empty() ? "" : " " + spec.argument);
    };
    for (const auto& spec : specs_)
        width = std::max(width, left(spec).size());
    std::string out;
    for (const auto& spec : specs_)
        out += fmt::format("  {:<{}}  {}\n", left(spec), width, spec.help);
    return out;
}

} // namespace cordee
