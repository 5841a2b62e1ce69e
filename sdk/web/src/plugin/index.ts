// What the author of a plugin's web half sees, and what a page runs it with.

export * from "./plugin.js";
export { openFrame, type FrameOptions } from "./open_frame.js";
export { runPlugin, type PluginOptions, type RunningPlugin } from "./run_plugin.js";
export { MemoryStorage, plainServices, type Services, type Storage } from "./services.js";
