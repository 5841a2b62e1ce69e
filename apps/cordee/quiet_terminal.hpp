// The terminal of a session that no person is to notice: it is there for another one.
#pragma once

#include "core/base/logging.hpp"
#include "core/endpoint/terminal.hpp"

namespace cordee::cli {

class QuietTerminal final : public endpoint::Terminal {
public:
    void print(std::string_view line) override { log::info("{}", line); }
    void say(std::string_view line) override { log::info("{}", line); }
    void show(std::string_view, std::string_view) override {}
    [[nodiscard]] bool interactive() const override { return false; }
    boost::asio::awaitable<Result<std::string>> ask(std::string) override { co_return Errc::unsupported; }
    Result<std::string> ask_secret(std::string_view) override { return Errc::unsupported; }
};

} // namespace cordee::cli
