// A session as a page shows it: everything a person sees of it is a signal here.

import { signal } from "@preact/signals";
import type { ConsentRequest, Ending, Events, Grant, LiveSession, Meeting, Status } from "@cordee/sdk";
import type { Panel } from "../modules/mount_module";
import type { TaskReport } from "@cordee/sdk/plugin";
import type { ToldActs } from "./told_acts";

export interface Question {
  readonly kind: "consent" | "choice";
  readonly consent?: ConsentRequest;
  /** Of a module, and its text and choices, from the one that allows the least. */
  readonly module: string;
  readonly text?: string;
  readonly choices?: readonly string[];
  answer(choice: readonly string[] | number): void;
}

export interface Task extends TaskReport {
  readonly module: string;
}

export type Phase = "connecting" | "live" | "ended";

export interface Happening {
  readonly at: number;
  readonly what: "started" | "stopped" | "refused" | "lost" | "found" | "narrowed";
  readonly module?: string;
  readonly why?: string;
}

const mostHappenings = 200;

export class SessionView {
  readonly phase = signal<Phase>("connecting");
  readonly connected = signal(true);
  readonly digits = signal<string | undefined>(undefined);
  readonly equalThere = signal(false);
  readonly equalHere = signal(false);
  readonly status = signal<Status | undefined>(undefined);
  readonly peerName = signal("");
  readonly peerPlatform = signal("");
  readonly grant = signal<Grant | undefined>(undefined);
  /** What runs: module to permissions. */
  readonly running = signal<ReadonlyMap<string, readonly string[]>>(new Map());
  readonly panels = signal<readonly Panel[]>([]);
  readonly questions = signal<readonly Question[]>([]);
  readonly tasks = signal<readonly Task[]>([]);
  readonly happenings = signal<readonly Happening[]>([]);
  readonly ending = signal<{ readonly ending: Ending | "failed"; readonly byPeer: boolean } | undefined>(undefined);
  live: LiveSession | undefined;

  constructor(
    readonly session: string,
    readonly meeting: Meeting,
    readonly told: ToldActs,
  ) {
    this.peerName.value = meeting.name;
  }

  readonly events: Events = {
    moduleStarted: (id, permissions) => {
      this.#run(id, permissions);
      this.#note({ what: "started", module: id });
      this.told.tell("module-started", { module: id, facts: { permissions } });
    },
    moduleEnded: (id, ending, byPeer, why) => {
      const ran = this.running.value.has(id);
      this.told.tell("module-ended", { module: id, facts: { ending, by_other_side: byPeer } });
      this.#run(id, undefined);
      this.tasks.value = this.tasks.value.filter((one) => one.module !== id);
      this.#note({ what: ran ? "stopped" : "refused", module: id, why: why || (byPeer ? ending : "") });
    },
    permissionsChanged: (id, permissions) => {
      if (this.running.value.has(id)) this.#run(id, permissions);
    },
    pathLost: () => {
      this.connected.value = false;
      this.#note({ what: "lost" });
    },
    pathFound: () => {
      this.connected.value = true;
      this.#note({ what: "found" });
    },
    safetyDigits: (digits) => void (this.digits.value = digits),
    digitsEqualThere: () => void (this.equalThere.value = true),
  };

  begin(live: LiveSession): void {
    this.live = live;
    this.peerName.value = live.peer.name || this.peerName.value;
    this.peerPlatform.value = live.peer.platform;
    this.phase.value = "live";
  }

  narrowed(grant: Grant): void {
    const before = this.grant.value;
    this.grant.value = grant;
    if (before && modulesOf(grant).length < modulesOf(before).length) this.#note({ what: "narrowed" });
  }

  /** For a part of the page that shows numbers. */
  async measure(): Promise<void> {
    this.status.value = await this.live?.status().catch(() => undefined);
  }

  ask(question: Omit<Question, "answer">, signalGone: AbortSignal): Promise<readonly string[] | number> {
    return new Promise((done) => {
      const nothing = question.kind === "consent" ? [] : 0;
      const asked: Question = {
        ...question,
        answer: (choice) => {
          this.questions.value = this.questions.value.filter((one) => one !== asked);
          done(choice);
        },
      };
      if (signalGone.aborted) return done(nothing);
      signalGone.addEventListener("abort", () => asked.answer(nothing), { once: true });
      this.questions.value = [...this.questions.value, asked];
    });
  }

  report(module: string, report: TaskReport): void {
    const others = this.tasks.value.filter((one) => one.module !== module || one.task !== report.task);
    this.tasks.value = [...others, { ...report, module }].slice(-50);
  }

  compared(equal: boolean): void {
    this.equalHere.value = equal;
    this.told.tell("digits-compared", { facts: { equal } });
    this.live?.digitsCompared(equal);
  }

  finish(ending: Ending | "failed", byPeer: boolean): void {
    if (this.phase.value === "ended") return;
    this.ending.value = { ending, byPeer };
    this.told.tell("session-ended", { facts: { ending, by_other_side: byPeer } });
    this.phase.value = "ended";
    for (const question of this.questions.value) question.answer(question.kind === "consent" ? [] : 0);
    this.running.value = new Map();
    this.panels.value = [];
  }

  #run(id: string, permissions: readonly string[] | undefined): void {
    const next = new Map(this.running.value);
    if (permissions && permissions.length > 0) next.set(id, permissions);
    else next.delete(id);
    this.running.value = next;
  }
  #note(happening: Omit<Happening, "at">): void {
    this.happenings.value = [...this.happenings.value, { ...happening, at: Date.now() }].slice(-mostHappenings);
  }
}

export interface Offerable {
  readonly id: string;
  readonly permissions: readonly string[];
}

/** What the operator may use in this session, by the grant. */
export function modulesOf(grant: Grant): Offerable[] {
  const part = grant.parts.find((one) => one.role === "operator");
  return (part?.mods ?? []).map((mod) => ({ id: mod.id, permissions: mod.perms ?? part?.perms ?? [] }));
}

export function operatorOf(grant: Grant): { readonly name: string; readonly organisation: string } {
  const part = grant.parts.find((one) => one.role === "operator");
  return { name: part?.name ?? "", organisation: part?.org ?? "" };
}
