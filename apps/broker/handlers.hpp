// The API by topic. Each function adds its routes to the broker's router; the broker outlives them.
#pragma once

namespace cordee::broker {

struct Broker;

void add_setup_handlers(Broker& broker); ///< POST /setup
void add_login_handlers(Broker& broker); ///< POST /login, POST /logout, GET /me
void add_administration_handlers(
    Broker& broker);                          ///< POST /operators, GET and PUT /policy, GET /keys, /healthz
void add_invitation_handlers(Broker& broker); ///< POST /invitations, POST …/wait, DELETE
void add_session_handlers(Broker& broker);    ///< POST /meetings, POST /sessions/ID/grant
void add_module_handlers(Broker& broker);     ///< GET /modules/…
void add_pages(Broker& broker);               ///< GET /setup, GET /j/ID

} // namespace cordee::broker
