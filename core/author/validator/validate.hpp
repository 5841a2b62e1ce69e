// The validator: everything that is looked at in one package.
#pragma once

#include "core/author/validator/rule.hpp"

namespace cordee::author {

struct Validation {
    std::filesystem::path package;
    /// Whom it may be from: minisign public keys in base64 form.
    std::vector<std::string> publishers;
    /// Only these rules, by name; empty: all.
    std::vector<std::string> only;
    std::uint64_t seed = 0;
    int jobs = 1;
    std::filesystem::path host_program;
    std::filesystem::path probe;
    std::string display;
};

struct Tally {
    int passed = 0;
    int failed = 0;
    int skipped = 0;
};

/// Of the package itself, which is looked at first: signature, hashes, size.
inline constexpr std::string_view kPackageRule = "package";

/// Whether there is a rule of that name.
bool is_rule(std::string_view name);

/// Tells each verdict in the order of the rules. The calling process has one thread.
Tally validate(const Validation& order,
               const std::function<void(std::string_view rule, const Verdict& verdict)>& tell);

} // namespace cordee::author
