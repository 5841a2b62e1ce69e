// What a command needs to know: from its options, else from the person.
#pragma once

#include "apps/cordee/context.hpp"
#include "core/base/options.hpp"

#include <string>
#include <string_view>

namespace cordee::cli {

/// The option's value, or the person's answer. Throws UsageError when there is neither.
std::string answer(Context& context, const Options& options, const std::string& option,
                   std::string_view question);

/// From --password-file, or typed unseen; a new one is typed twice. Throws UserError.
std::string password(Context& context, const Options& options, std::string_view question, bool is_new);

/// --minutes, 30 by default; throws UsageError.
std::chrono::minutes minutes(const Options& options);

/// A file, or stdin for "-". Throws UserError.
std::string read_input(const std::string& file, std::size_t max);

} // namespace cordee::cli
