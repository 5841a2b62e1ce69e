// Two connections whose other sides are each other, without a network: for tests, and for a peer in one page.

import { copy, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { Arrivals, type Connection } from "./connection.js";

class PipeEnd implements Connection {
  readonly arrivals = new Arrivals();
  other: PipeEnd | undefined;

  receive(): Promise<Bytes> {
    return this.arrivals.take();
  }
  async send(record: Bytes): Promise<void> {
    if (this.arrivals.failure || this.other?.arrivals.push(copy(record)) !== true) throw new Failure("closed", "pipe");
  }
  close(): void {
    this.other?.arrivals.fail("closed");
    this.arrivals.drop();
  }
}

export function makePipe(): [Connection, Connection] {
  const a = new PipeEnd();
  const b = new PipeEnd();
  a.other = b;
  b.other = a;
  return [a, b];
}
