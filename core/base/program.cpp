#include "core/base/program.hpp"

#include "core/base/language.hpp"

#include <csignal>
#include <cstring>
#include <iostream>
#include <sys/resource.h>

namespace cordee {

void print_error(std::string_view program, const UserError& error)
{
    std::cerr << program << ": " << tr("error") << ": " << error.what() << '\n';
    if (!error.hint().empty())
        std::cerr << program << ": " << tr("hint") << ": " << error.hint() << '\n';
    std::cerr.flush();
}

std::vector<std::string> take_arguments(int argc, char** argv)
{
    std::vector<std::string> out{argv + 1, argv + argc};
    for (int i = 1; i < argc; ++i)
        std::memset(argv[i], '*', std::strlen(argv[i]));
    return out;
}

namespace {

/// A core dump would hold every key of the moment (SEC-44).
void leave_no_core_dump()
{
    const rlimit nothing{0, 0};
    (void)setrlimit(RLIMIT_CORE, &nothing);
}

} // namespace

int run_program(std::string_view name, const std::function<int()>& body)
{
    leave_no_core_dump();
    set_language(language_of_environment());
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a write beyond the limit fails instead, and is reported
    try {
        return body();
    } catch (const UsageError& error) {
        print_error(name, error);
        return kExitUsage;
    } catch (const UserError& error) {
        print_error(name, error);
        return kExitFailed;
    } catch (const std::exception& error) {
        print_error(name, UserError{trf("something went wrong inside the program: {}", error.what()),
                                    std::string{tr("please report this, with the steps that led here")}});
        return kExitInternal;
    }
}

} // namespace cordee
