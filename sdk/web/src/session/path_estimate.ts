// What one path can carry, judged from acknowledgements: when the next piece may leave and how large it may
// be, so that the path is busy and its queue short. Pure state; time is given, in seconds.
//
// The sender paces: it sends a little faster than what arrives while the queue is shorter than aimed at, and
// slower when it is longer. What arrives is a moving average, the queue the least delay of the last moments
// over the least of the last 10 s, of full records only (the ideas of BBR,
// draft-cardwell-iccrg-bbr-congestion-control, and of Copa, Arun and Balakrishnan, NSDI 2018). Every 10 s the
// sender slows down for a moment, so that the base delay is seen without a queue. The native core does the
// same (core/session/path_estimate.cpp).

/** Before anything was measured: a fifth of a second of a narrow path. */
const firstWindow = 6 * 1024;
const firstRoundTrip = 0.2;
const leastWindow = 2048;
const leastPace = 4096; // bytes/s
/** The standing queue that is aimed at; the less next to voice and input. */
const aimAlone = 0.035;
const aimLive = 0.02;
const aimLiveLosses = 0.01;
const response = 6;
const speedUp = 0.25;
const slowDown = 0.4;
/** This much more delay than at best shows that the path is full. */
const foundQueue = 0.04;
const startGain = 2;
const drainGain = 0.5;
const blindGain = 0.8;
const baseMemory = 10;
const recentTime = 0.1;
const fewest = 4;
const slackAlone = 0.06;
const slackOfLosses = 0.4;
const slackOfLossesLive = 0.2;
const heldUpTime = 0.06;
const lossMemory = 30;
const rateMemory = 0.5;
const leastSpan = 0.005;
/** A sender that woke late may catch up so much. Timers of a page are coarser than those of a program. */
const catchUp = 0.04;
const mostDebt = 0.5;
/** A full TCP segment of an Ethernet path, less the record's header, tag and length. */
const segment = 1448 - 32;
const leastRecord = 896;
const recordTime = 0.03;
const recordTimeLive = 0.015;
const mostRecord = 16 * 1024;
const urgentMemory = 2;
const recentCount = 8;

/** What was known when a fragment left; kept with it until it is acknowledged. */
export interface Stamp {
  readonly at: number;
  readonly delivered: number;
  /** Its record was about as large as it may be. */
  readonly full: boolean;
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

export class PathEstimate {
  #delivered = 0;
  #underWay = 0;
  #seen = 0;
  #nextDeparture = 0;
  #limited = false;

  #rate = 0;
  #arrived = 0;
  #measuredAt = 0;
  #acknowledgedAt = 0;
  #roundEnds = 0;
  #roundFrom = 0;
  #roundAt = 0;

  #base: number | undefined;
  #baseAt = 0;
  #recent: { at: number; delay: number }[] = [];
  #calmSince = 0;
  #draining = false;
  #drainEnds = 0;
  #drained = 0;
  #lossesUntil = 0;

  #starting = true;
  #full = 0;
  #roundsWithoutGrowth = 0;
  #urgentAt: number | undefined;
  #renewBaseFrom: number | undefined;
  #smallRecords = false;

  /** `bytes` leave now, in a record that has so many with them. */
  sent(bytes: number, recordSoFar: number, now: number): Stamp {
    const live = this.#live(now);
    // Larger records are longer on their way: that is no queue.
    if (this.#smallRecords && !live) this.#renewBaseFrom = this.#delivered + this.#underWay;
    this.#smallRecords = live;
    if (this.#underWay === 0) {
      // After a pause the time before does not count.
      this.#roundAt = now;
      this.#roundFrom = this.#delivered;
    }
    this.#underWay += bytes;
    this.#seen = now;
    const pace = this.#pace();
    if (pace > 0) {
      const from = Math.max(this.#nextDeparture, now - catchUp);
      this.#nextDeparture = Math.min(from + bytes / pace, now + mostDebt);
    }
    return { at: now, delivered: this.#delivered, full: recordSoFar * 4 >= this.record(now) * 3 };
  }

  /** Everything that is to be sent has left, and there would be room for more. */
  idle(): void {
    this.#limited = true;
  }

  /** So many bytes arrived; the stamps are those of the oldest and of the newest fragment among them. */
  acknowledged(oldest: Stamp, newest: Stamp, bytes: number, now: number): void {
    this.#delivered += bytes;
    this.#seen = now;
    this.#underWay -= Math.min(this.#underWay, bytes);
    if (newest.at - oldest.at > heldUpTime) this.#lossesUntil = now + lossMemory; // sent apart, arrived together
    this.#acknowledgedAt = now;
    if (!this.#starting) this.#takeRate(bytes, now);
    if (!newest.full) return; // what is small is sooner there
    if (this.#renewBaseFrom !== undefined && newest.delivered >= this.#renewBaseFrom) {
      this.#base = undefined;
      this.#renewBaseFrom = undefined;
    }
    this.#takeDelay(now - newest.at, now);
    if (this.#starting && newest.delivered >= this.#roundEnds) this.#grow(now);
  }

  /** Something urgent was sent: pieces of what is not urgent stay small for a while. */
  urgent(now: number): void {
    this.#urgentAt = now;
  }

  /** When the next piece of what is not urgent may leave; it may have passed. */
  get nextDeparture(): number {
    return this.#nextDeparture;
  }

  /** Bytes that may be under way, acknowledged ones apart. */
  window(): number {
    if (this.#rate <= 0 || this.#base === undefined) return firstWindow;
    const losses = this.#live(this.#seen) ? slackOfLossesLive : slackOfLosses;
    const slack = this.#seen < this.#lossesUntil ? losses : slackAlone;
    const gain = this.#starting ? startGain : 1;
    const product = this.#rate * (this.#base + slack) * gain + this.record(this.#seen);
    return Math.max(this.#starting ? firstWindow : leastWindow, Math.floor(product));
  }

  /** Bytes of plaintext for one record of what is not urgent. */
  record(now: number): number {
    const small = this.#live(now);
    if (this.#rate <= 0) return small ? leastRecord : segment;
    const size = Math.floor(this.#rate * (small ? recordTimeLive : recordTime));
    if (small || size >= mostRecord) return clamp(size, leastRecord, mostRecord);
    return clamp(Math.floor(size / segment) * segment, segment, mostRecord); // whole segments
  }

  /** Bytes per second; undefined until something was measured. */
  rate(): number | undefined {
    return this.#rate > 0 ? Math.floor(this.#rate) : undefined;
  }

  /** The least of the last 10 s, in seconds. */
  roundTrip(): number | undefined {
    return this.#base;
  }

  #takeDelay(sample: number, now: number): void {
    this.#recent.push({ at: now, delay: sample });
    if (this.#recent.length > recentCount) this.#recent.shift();
    this.#takeBase(sample, now);
    if (this.#queue() > this.#aim() / 2) this.#calmSince = now;
    // A queue has formed: there is no more to be found (the idea of HyStart, RFC 9406). One late sample may only
    // show that this page was busy.
    const before = this.#recent[this.#recent.length - 2]?.delay ?? 0;
    const base = this.#base ?? sample;
    if (this.#starting && Math.min(sample, before) > base + Math.max(foundQueue, base / 4)) this.#starting = false;
  }

  #takeBase(sample: number, now: number): void {
    if (this.#base === undefined || sample <= this.#base) {
      this.#base = sample;
      this.#baseAt = now;
    }
    if (this.#draining) {
      this.#drained = Math.min(this.#drained, sample);
      if (now >= this.#drainEnds) {
        this.#draining = false;
        this.#base = this.#drained;
        this.#baseAt = now;
      }
    } else if (now - this.#baseAt > baseMemory) {
      this.#draining = true;
      this.#drainEnds = now + 2 * sample;
      this.#drained = sample;
    }
  }

  /** A moving average in which the weight of what arrived fades with time. */
  #takeRate(bytes: number, now: number): void {
    this.#arrived += bytes;
    const took = now - this.#measuredAt;
    if (took < leastSpan) return;
    const memory = Math.max(rateMemory, 2 * (this.#base ?? 0));
    const sample = this.#arrived / took;
    this.#arrived = 0;
    const next = this.#rate + (sample - this.#rate) * (1 - Math.exp(-took / memory));
    this.#rate = this.#limited ? Math.max(this.#rate, next) : next;
    this.#measuredAt = now;
    this.#limited = false;
  }

  #grow(now: number): void {
    const took = now - this.#roundAt;
    if (took > 0) this.#rate = Math.max(this.#rate, (this.#delivered - this.#roundFrom) / took);
    this.#roundEnds = this.#delivered + this.#underWay;
    this.#roundFrom = this.#delivered;
    this.#roundAt = this.#measuredAt = now;
    if (this.#rate > this.#full * 1.25) {
      this.#full = this.#rate;
      this.#roundsWithoutGrowth = 0;
    } else if (!this.#limited && ++this.#roundsWithoutGrowth >= 3) {
      this.#starting = false;
    }
    this.#limited = false;
  }

  /** How long the queue is, beyond the delay of an empty path. */
  #queue(): number {
    let least: number | undefined;
    for (let back = 1; back <= this.#recent.length; back++) {
      const moment = this.#recent[this.#recent.length - back];
      if (moment && (back <= fewest || moment.at + recentTime >= this.#acknowledgedAt))
        least = Math.min(least ?? moment.delay, moment.delay);
    }
    return least !== undefined && this.#base !== undefined ? Math.max(least - this.#base, 0) : 0;
  }

  #aim(): number {
    if (!this.#live(this.#seen)) return aimAlone;
    return this.#seen < this.#lossesUntil ? aimLiveLosses : aimLive;
  }

  /** Much is under way beside voice or input, and nothing was heard of it for a round trip. */
  #heldUp(): boolean {
    return (
      this.#live(this.#seen) &&
      this.#base !== undefined &&
      this.#seen - this.#acknowledgedAt > this.#base &&
      this.#underWay > 2 * this.record(this.#seen)
    );
  }

  #pace(): number {
    if (this.#rate <= 0) return 0;
    if (this.#starting) return Math.max(this.#rate * startGain, firstWindow / (this.#base ?? firstRoundTrip));
    if (this.#draining || this.#heldUp())
      return Math.max(this.#rate * (this.#draining ? drainGain : blindGain), leastPace);
    // Where no queue was seen for seconds there is much more room: a share of a path that became faster.
    const most = speedUp * clamp(this.#seen - this.#calmSince, 1, 3);
    const answer = response * (this.#aim() - this.#queue()) + (most > speedUp ? most : 0);
    return Math.max(this.#rate * (1 + clamp(answer, -slowDown, most)), leastPace);
  }

  /** Voice or input went this way a moment ago. */
  #live(now: number): boolean {
    return this.#urgentAt !== undefined && now - this.#urgentAt < urgentMemory;
  }
}
