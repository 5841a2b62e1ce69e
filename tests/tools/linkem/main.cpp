// linkem: a bad link between two network namespaces, in user space.
//
// Two namespaces, "left" and "right", each with one TUN device. This program carries the packets between them
// and makes the link as slow, far, jittery and lossy as asked. It needs root (CAP_NET_ADMIN and
// CAP_SYS_ADMIN) and /dev/net/tun, and neither netem nor iproute2.
#include "tests/tools/linkem/verbs.hpp"

#include <cstdio>
#include <cstring>

using namespace linkem;

namespace {

int standing(int argc, char** argv, const std::string& verb)
{
    if (argc < 3)
        die("%s needs the name of a link", verb.c_str());
    const std::string name = argv[2];
    if (name.empty() || name[0] == '-' || name.find('/') != std::string::npos)
        die("'%s' is no name for a link", name.c_str());
    if (verb == "down")
        return down(name);
    if (verb == "stats")
        return stats(name);
    if (verb == "exec") {
        if (argc < 5)
            die("exec NAME left|right COMMAND...");
        return exec_in(name, argv[3], argv + 4);
    }
    Options options;
    if (parse_options(argc, argv, 3, options) != argc)
        die("up takes no command");
    return up(name, options);
}

int passing(int argc, char** argv)
{
    Options options;
    int at = parse_options(argc, argv, 1, options);
    for (; at < argc && std::strcmp(argv[at], ":::") != 0; ++at)
        options.left.push_back(argv[at]);
    for (++at; at < argc; ++at)
        options.right.push_back(argv[at]);
    if (options.left.empty())
        die("no command after -- (see --help)");
    for (auto* command : {&options.left, &options.right})
        if (!command->empty())
            command->push_back(nullptr);
    return run_commands(options);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fputs(kHelp, stderr);
        return kFailure;
    }
    const std::string verb = argv[1];
    for (const char* one : {"up", "exec", "stats", "down"})
        if (verb == one)
            return standing(argc, argv, verb);
    return passing(argc, argv);
}
