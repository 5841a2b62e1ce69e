// In the place of a relay: hands on what comes, and keeps what it could read. TLS ends here, and the masks of WebSocket
// are taken off, so that nothing but the session's own encryption hides anything.

import { connect, createServer, type Server, type Socket } from "node:net";
import { connect as connectTls, createServer as createTls } from "node:tls";
import type { Duplex } from "node:stream";

const tlsRecord = 0x16;

export class Recorder {
  /** Otherwise it only hands on. */
  keeps = true;
  readonly #directions: Buffer[][] = [];
  readonly #server: Server;
  readonly #open = new Set<Duplex>();

  /** `certificate` for who comes by TLS. */
  constructor(port: number, relay: number, certificate: { readonly key: Buffer; readonly cert: Buffer }) {
    const secure = createTls(certificate, (socket) => this.#join(socket, connectTls({ host: "127.0.0.1", port: relay, rejectUnauthorized: false })));
    secure.on("tlsClientError", () => undefined);
    this.#server = createServer((socket: Socket) => {
      this.#keep(socket);
      socket.once("data", (first) => {
        socket.pause();
        socket.unshift(first);
        if (first[0] === tlsRecord) secure.emit("connection", socket);
        else this.#join(socket, connect(relay, "127.0.0.1"));
      });
    }).listen(port, "127.0.0.1");
  }

  /** Everything of each direction of each connection, readable. */
  get all(): Buffer[] {
    return this.#directions.map((pieces) => unmask(Buffer.concat(pieces)));
  }
  /** Which of these were to be read. */
  found(...what: readonly (string | Uint8Array)[]): string[] {
    const all = this.all;
    return what.map((one) => Buffer.from(one as Uint8Array)).filter((one) => all.some((text) => text.includes(one))).map(String);
  }
  #join(here: Duplex, there: Duplex): void {
    for (const [from, to] of [[here, there], [there, here]] as const) {
      const pieces: Buffer[] = [];
      this.#directions.push(pieces);
      this.#keep(from);
      from.on("data", (data: Buffer) => this.keeps && pieces.push(data));
      from.pipe(to);
      from.on("close", () => to.destroy());
    }
  }
  #keep(socket: Duplex): void {
    this.#open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#open.delete(socket));
  }

  stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    return new Promise((done) => this.#server.close(() => done()));
  }
}

/** What a browser sent by WebSocket is masked; the rest stays as it is. */
function unmask(stream: Buffer): Buffer {
  const begin = stream.indexOf("\r\n\r\n") + 4;
  if (begin < 4 || !/upgrade: websocket/i.test(stream.toString("latin1", 0, begin))) return stream;
  const out = [stream.subarray(0, begin)];
  for (let at = begin; at + 2 <= stream.length; ) {
    const short = stream.readUInt8(at + 1) & 127;
    const masked = stream.readUInt8(at + 1) > 127;
    const wide = short === 127 ? 8 : short === 126 ? 2 : 0;
    const head = at + 2 + wide + (masked ? 4 : 0);
    if (head > stream.length) break;
    const length = wide === 8 ? Number(stream.readBigUInt64BE(at + 2)) : wide === 2 ? stream.readUInt16BE(at + 2) : short;
    const body = Buffer.from(stream.subarray(head, head + length));
    if (masked) for (let i = 0; i < body.length; i++) body[i] = (body[i] ?? 0) ^ (stream[head - 4 + (i % 4)] ?? 0);
    out.push(body);
    at = head + length;
  }
  return Buffer.concat(out);
}
