// A half in a frame, which tries what it may not and says what came of it.

import { fromText } from "../../src/base/bytes";
import { serveFrame } from "../../src/plugin/frame";

function attempt(what: () => unknown): string {
  try {
    what();
    return "done";
  } catch {
    return "refused";
  }
}

serveFrame((host) => ({
  received: (channel, message) => {
    const tried = [
      attempt(() => parent.document.title),
      attempt(() => localStorage.length),
      attempt(() => document.cookie),
      self.origin,
    ];
    host.channel.send(channel, message);
    host.channel.send(1, fromText(tried.join()));
  },
}));
