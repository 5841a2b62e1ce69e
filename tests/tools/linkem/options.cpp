#include "tests/tools/linkem/options.hpp"

#include <arpa/inet.h>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace linkem {

const char* const kHelp = R"(linkem - run programs across a bad link

  linkem [options] -- LEFT-COMMAND [::: RIGHT-COMMAND]
      Makes the link, starts RIGHT-COMMAND, then LEFT-COMMAND; ends when LEFT-COMMAND
      ends (RIGHT-COMMAND is then terminated) and exits with its status.
  linkem up NAME [options]
      Makes the link and leaves it up, with namespaces NAME-left and NAME-right
      (also usable with "ip netns exec").
  linkem exec NAME left|right COMMAND...
  linkem stats NAME
      Prints what it has carried so far.
  linkem down NAME
      Takes the link away and prints what it carried.

Each option takes one value for both directions, or A:B for left-to-right : right-to-left.

  --rate KBIT       rate in kbit/s (1 kbit = 1000 bit), IP bytes counted; 0 = no limit  [0]
  --delay MS        fixed one-way delay                                                 [0]
  --jitter MS       adds -MS..+MS to each packet's delay, evenly spread                 [0]
  --loss PERCENT    random loss, after the packet has used its share of the rate        [0]
  --burst N         mean length of a run of lost packets (Gilbert model); 1 = independent [1]
  --queue MS        longest wait for the rate; a packet that would wait longer is dropped [200]

  --reorder         let jitter overtake; without it packets stay in order
  --outage S+LEN    nothing passes from S seconds after start, for LEN seconds (repeatable)
  --seed N          the k-th packet of a direction always meets the same fate           [1]
  --mtu N           of both devices                                                     [1500]
  --net A.B.C       addresses A.B.C.1 (left) and A.B.C.2 (right)                        [10.77.0]
  --ipv6            IPv6 as well: fd77::1 (left) and fd77::2 (right)
  --cc NAME         TCP congestion control in both namespaces (default: the machine's, where allowed)
  --gap MS          pause between the start of RIGHT-COMMAND and LEFT-COMMAND           [200]
  --stats FILE      write the counters there instead of to standard error
  --quiet           no counters

The commands find the addresses in $LINKEM_LEFT and $LINKEM_RIGHT.
)";

void die(const char* format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    std::fputs("linkem: ", stderr);
    std::vfprintf(stderr, format, arguments);
    std::fputc('\n', stderr);
    va_end(arguments);
    std::exit(kFailure);
}

namespace {

double number(const std::string& option, const std::string& text, double least, double most)
{
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !(value >= least && value <= most))
        die("%s: '%s' is not a number from %g to %g", option.c_str(), text.c_str(), least, most);
    return value;
}

struct Range {
    double Way::*field;
    double least;
    double most;
};

/// Options that each direction has.
const std::map<std::string, Range> kWayOptions{
    {"--rate", {&Way::rate_kbit, 0, 1e9}},   {"--delay", {&Way::delay_ms, 0, 1e6}},
    {"--jitter", {&Way::jitter_ms, 0, 1e6}}, {"--loss", {&Way::loss_percent, 0, 100}},
    {"--burst", {&Way::burst, 1, 1e6}},      {"--queue", {&Way::queue_ms, 0, 1e6}},
};

const std::map<std::string, bool Options::*> kSwitches{
    {"--reorder", &Options::reorder}, {"--ipv6", &Options::ipv6}, {"--quiet", &Options::quiet}};

const std::map<std::string, std::string Options::*> kTexts{
    {"--net", &Options::net}, {"--cc", &Options::congestion_control}, {"--stats", &Options::stats}};

Outage parse_outage(const std::string& text)
{
    const auto plus = text.find('+');
    if (plus == std::string::npos)
        die("--outage wants START+LENGTH in seconds");
    return {number("--outage", text.substr(0, plus), 0, 1e6),
            number("--outage", text.substr(plus + 1), 0, 1e6)};
}

void take_value(const std::string& option, const std::string& value, Options& options)
{
    if (const auto range = kWayOptions.find(option); range != kWayOptions.end()) {
        const auto [field, least, most] = range->second;
        const auto colon = value.find(':');
        options.ways[kLeft].*field = number(option, value.substr(0, colon), least, most);
        options.ways[kRight].*field = colon == std::string::npos
                                          ? options.ways[kLeft].*field
                                          : number(option, value.substr(colon + 1), least, most);
    } else if (const auto text = kTexts.find(option); text != kTexts.end()) {
        options.*text->second = value;
    } else if (option == "--seed") {
        options.seed = static_cast<std::uint64_t>(number(option, value, 0, 9e15));
    } else if (option == "--mtu") {
        options.mtu = static_cast<int>(number(option, value, 68, 65535));
    } else if (option == "--gap") {
        options.gap_ms = static_cast<int>(number(option, value, 0, 60000));
    } else if (option == "--outage") {
        options.outages.push_back(parse_outage(value));
    } else {
        die("unknown option %s (see --help)", option.c_str());
    }
}

} // namespace

int parse_options(int argc, char** argv, int at, Options& options)
{
    for (; at < argc; ++at) {
        const std::string option = argv[at];
        if (option == "--") {
            ++at;
            break;
        }
        if (option == "-h" || option == "--help") {
            std::fputs(kHelp, stdout);
            std::exit(0);
        }
        if (const auto found = kSwitches.find(option); found != kSwitches.end()) {
            options.*found->second = true;
            continue;
        }
        if (!option.starts_with("--"))
            die("unexpected '%s' (commands come after --; see --help)", option.c_str());
        if (at + 1 >= argc)
            die("%s needs a value", option.c_str());
        take_value(option, argv[++at], options);
    }
    in_addr address{};
    if (inet_pton(AF_INET, options.address(kLeft).c_str(), &address) != 1)
        die("--net: '%s' is not A.B.C", options.net.c_str());
    return at;
}

} // namespace linkem
