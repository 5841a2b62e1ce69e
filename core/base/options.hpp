// The options of a command line, over Poco::Util.
#pragma once

#include "core/base/error.hpp"

#include <map>
#include <string>
#include <vector>

namespace cordee {

/// A command line that makes no sense; the program ends with exit code 2.
class UsageError : public UserError {
public:
    using UserError::UserError;
};

struct OptionSpec {
    std::string name;     ///< without the dashes
    std::string argument; ///< what the value is called; empty for a switch
    std::string help;
};

class Options {
public:
    /// --help is always known.
    explicit Options(std::vector<OptionSpec> specs);

    /// Arguments without the program's name, options and positional ones in any order; "--" ends options.
    /// Throws UsageError.
    void parse(const std::vector<std::string>& arguments);

    [[nodiscard]] bool has(const std::string& name) const;
    /// The last value given, or the fallback.
    [[nodiscard]] std::string value(const std::string& name, const std::string& fallback = {}) const;
    [[nodiscard]] std::vector<std::string> values(const std::string& name) const;
    [[nodiscard]] const std::vector<std::string>& positional() const { return positional_; }
    /// One line per option.
    [[nodiscard]] std::string help() const;

private:
    std::vector<OptionSpec> specs_;
    std::map<std::string, std::vector<std::string>> values_;
    std::vector<std::string> positional_;
};

} // namespace cordee
