// test_validator_expects PACKAGE [RULE…]: exit code 0 when the validator finds these rules broken, and no
// others.
#include "core/author/probe/report.hpp"
#include "core/author/specimen.hpp"
#include "core/author/validator/validate.hpp"

#include <cstdio>
#include <cstdlib>
#include <set>

using namespace cordee;

namespace {

author::Validation order_for(const char* package)
{
    author::Validation out;
    out.package = package;
    out.publishers = {author::read_publisher_key(CORDEE_BINARY_DIR "/publisher/publisher.pub")};
    out.seed = 1;
    out.jobs = 16;
    out.host_program = CORDEE_BINARY_DIR "/bin/cordee-plugin-host";
    out.probe = std::string{CORDEE_BINARY_DIR "/bin/"} + probe::kLibrary;
    const char* display = std::getenv("DISPLAY");
    out.display = display == nullptr ? "" : display;
    return out;
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 2)
        return 2;
    std::set<std::string> broken;
    std::set<std::string> skipped;
    author::validate(order_for(arguments[1]), [&](std::string_view rule, const author::Verdict& verdict) {
        constexpr const char* kWords[]{"pass", "FAIL", "skip"};
        std::printf("%s %-20.*s %s\n", kWords[static_cast<int>(verdict.outcome)],
                    static_cast<int>(rule.size()), rule.data(), verdict.why.c_str());
        std::fflush(stdout);
        if (verdict.outcome == author::Outcome::fail)
            broken.emplace(rule);
        if (verdict.outcome == author::Outcome::skip)
            skipped.emplace(rule);
    });
    const std::set<std::string> expected{arguments + 2, arguments + count};
    // A rule that was skipped has shown nothing; only what the first rules keep out may be.
    const bool kept_out = expected.contains("package") || expected.contains("entry");
    return broken == expected && (kept_out || skipped.empty()) ? 0 : 1;
}
