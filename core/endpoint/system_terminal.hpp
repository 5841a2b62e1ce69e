// The terminal that the program was started from.
#pragma once

#include "core/endpoint/terminal.hpp"

namespace cordee::endpoint {

class SystemTerminal final : public Terminal {
public:
    explicit SystemTerminal(std::string program);
    SystemTerminal(const SystemTerminal&) = delete;
    SystemTerminal& operator=(const SystemTerminal&) = delete;
    ~SystemTerminal() override;

    void print(std::string_view line) override;
    void say(std::string_view line) override;
    [[nodiscard]] bool interactive() const override { return tty_ >= 0; }
    /// Can be cancelled; what was typed until then is dropped.
    boost::asio::awaitable<Result<std::string>> ask(std::string question) override;
    boost::asio::awaitable<Result<std::string>> read_line() override;
    Result<std::string> ask_secret(std::string_view question) override;

private:
    void show(std::string_view text) const;

    std::string program_;
    int tty_;           ///< /dev/tty, or -1
    std::string piped_; ///< came by a pipe, and is not read yet
};

} // namespace cordee::endpoint
