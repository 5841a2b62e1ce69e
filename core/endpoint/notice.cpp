#include "core/endpoint/notice.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace cordee::endpoint {

void show_notice(const std::string& text)
{
    // Through a shell that goes at once, so that no finished child is left behind; the text is no part of its
    // script.
    std::string shell = "sh";
    std::string option = "-c";
    std::string script =
        "command -v notify-send >/dev/null && notify-send -- Cordée \"$0\" >/dev/null 2>&1 &";
    std::string argument = text;
    char* const arguments[] = {shell.data(), option.data(), script.data(), argument.data(), nullptr};
    pid_t child = 0;
    if (::posix_spawn(&child, "/bin/sh", nullptr, nullptr, arguments, environ) == 0)
        ::waitpid(child, nullptr, 0);
}

} // namespace cordee::endpoint
