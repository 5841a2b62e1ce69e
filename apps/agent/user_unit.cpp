#include "apps/agent/user_unit.hpp"

#include "user_unit_text.hpp"

#include <fstream>

namespace cordee::agent {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "cordee-agent.service";
constexpr std::string_view kInstalled = "/usr/bin/cordee-agent";

/// As systemd.service(5) and systemd.syntax(7) want it.
std::string quoted(const std::string& path)
{
    std::string out = "\"";
    for (const char c : path) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
        if (c == '%')
            out += c;
    }
    return out + "\"";
}

} // namespace

std::string user_unit(const fs::path& program)
{
    std::string out{kUserUnit};
    return out.replace(out.find(kInstalled), kInstalled.size(), quoted(program.string()));
}

bool add_user_unit(const fs::path& settings, const fs::path& program)
{
    const auto folder = settings / "systemd" / "user";
    std::error_code error;
    for (const fs::path& known : {folder, fs::path{"/etc/systemd/user"}, fs::path{"/usr/lib/systemd/user"}})
        if (fs::exists(known / kName, error))
            return true;
    fs::create_directories(folder, error);
    std::ofstream file{folder / kName};
    file << user_unit(program);
    return static_cast<bool>(file.flush());
}

} // namespace cordee::agent
