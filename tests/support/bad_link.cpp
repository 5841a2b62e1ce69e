#include "tests/support/bad_link.hpp"

#include "tests/support/processes.hpp"

#include <sstream>
#include <stdexcept>
#include <unistd.h>

namespace cordee::test {
namespace {

const std::string kProgram = CORDEE_BINARY_DIR "/tests/linkem";

Finished linkem(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), kProgram);
    return run({"linkem", std::move(arguments), {}, {}, {}});
}

/// Words of the form name=number; others are passed over.
BadLink::Counters parse_line(const std::string& line)
{
    BadLink::Counters out;
    std::istringstream words{line};
    for (std::string word; words >> word;) {
        const auto equals = word.find('=');
        if (equals == std::string::npos)
            continue;
        const auto name = word.substr(0, equals);
        auto* field = name == "in_bytes"        ? &out.in_bytes
                      : name == "queue_dropped" ? &out.queue_dropped
                      : name == "lost"          ? &out.lost
                      : name == "out_bytes"     ? &out.out_bytes
                                                : nullptr;
        if (field != nullptr)
            *field = std::stoull(word.substr(equals + 1));
    }
    return out;
}

} // namespace

bool BadLink::possible(std::string& why)
{
    if (geteuid() != 0)
        why = "root is needed to make network namespaces";
    else if (access("/dev/net/tun", R_OK | W_OK) != 0)
        why = "there is no /dev/net/tun";
    else
        return true;
    return false;
}

BadLink::BadLink(std::string name, const std::vector<std::string>& options) : name_{std::move(name)}
{
    linkem({"down", name_});
    std::vector<std::string> arguments{"up", name_};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const auto done = linkem(std::move(arguments));
    if (done.status != 0)
        throw std::runtime_error{"no link: " + done.out + done.err};
}

BadLink::~BadLink()
{
    try {
        linkem({"down", name_});
    } catch (const std::exception&) { // the next one of this name takes it away
    }
}

BadLink::Both BadLink::counters() const
{
    const auto done = linkem({"stats", name_});
    std::istringstream lines{done.out};
    std::string left;
    std::string right;
    if (done.status != 0 || !std::getline(lines, left) || !std::getline(lines, right))
        throw std::runtime_error{"no counters: " + done.out + done.err};
    return {parse_line(left), parse_line(right)};
}

std::vector<std::string> BadLink::within(const char* side) const
{
    return {kProgram, "exec", name_, side};
}

} // namespace cordee::test
