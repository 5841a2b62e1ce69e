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
    void show(std::string_view module, std::string_view lines) override;
    void status(std::string_view line) override;
    [[nodiscard]] bool has_status() const override { return shows_status_; }
    [[nodiscard]] bool interactive() const override { return tty_ >= 0; }
    /// Can be cancelled; what was typed until then is dropped.
    boost::asio::awaitable<Result<std::string>> ask(std::string question) override;
    boost::asio::awaitable<Result<std::string>> read_line() override;
    Result<std::string> ask_secret(std::string_view question) override;

private:
    /// To the terminal itself.
    void write(std::string_view text) const;
    /// To stderr, which may be the terminal: the status stays below.
    void write_line(std::string_view line) const;
    void hide_status() const;
    void draw_status() const;

    std::string program_;
    int tty_;           ///< /dev/tty, or -1
    std::string piped_; ///< came by a pipe, and is not read yet
    bool shows_status_; ///< stderr is a terminal
    std::string status_;
    bool asking_ = false; ///< there is a question in the last line
};

} // namespace cordee::endpoint
