import type { Call, FinalLog, Name, Requirement, Said, SeenEvent, Told } from './history.ts';

/**
 * The smallest log that keeps its word: one call after the other on plain maps. It makes the good histories that faults
 * are planted into, and is written apart from the checker's own replay, so that one is tested against the other.
 */
export class GoodLog {
  readonly #ledgerId: string;
  #events: readonly SeenEvent[] = [];
  #commands = new Map<string, FinalLog['commands'][number]>();
  #holders = new Map<string, Name & { readonly holder: string }>();

  constructor(ledgerId: string) {
    this.#ledgerId = ledgerId;
  }

  get events(): readonly SeenEvent[] {
    return this.#events;
  }

  versionOf(streamId: string): number {
    return this.#events.filter((event) => event.streamId === streamId).length;
  }

  append(call: Call): Said {
    const row = this.#commands.get(call.commandId);
    if (row !== undefined)
      return row.fingerprint === call.fingerprint
        ? { result: 'replayed', told: this.#told(row) }
        : { result: 'commandIdReused' };
    const version = this.versionOf(call.streamId);
    if (call.expectedVersion !== 'any' && call.expectedVersion !== version)
      return { result: 'versionConflict', version };
    for (const requirement of call.requires)
      if (!this.#isMet(requirement)) return { result: 'requirementFailed', requirement };
    for (const name of call.reserves) {
      const holder = this.#holders.get(JSON.stringify(name))?.holder ?? call.streamId;
      if (holder !== call.streamId) return { result: 'reserved', name, holder };
    }
    return {
      result: 'appended',
      told: call.isDryRun ? this.#rehearsed(call, version) : this.#write(call, version),
    };
  }

  /** All of them, or nothing and undefined. */
  appendTogether(calls: readonly Call[]): readonly Said[] | undefined {
    const before = {
      events: this.#events,
      commands: new Map(this.#commands),
      holders: new Map(this.#holders),
    };
    const said = calls.map((call) => this.append(call));
    if (said.every(({ result }) => result === 'appended')) return said;
    this.#events = before.events;
    this.#commands = before.commands;
    this.#holders = before.holders;
    return undefined;
  }

  final(): FinalLog {
    const last = this.#events.at(-1);
    return {
      entry: 'final',
      ledgerId: this.#ledgerId,
      head: { position: last?.position ?? 0, recordedAt: last?.recordedAt ?? null },
      events: this.#events,
      commands: [...this.#commands.values()],
      reservations: [...this.#holders.values()],
    };
  }

  #write(call: Call, version: number): Told {
    const { commandId, fingerprint, streamId, eventId } = call;
    const position = this.#events.length + 1;
    const changed = eventId !== null;
    if (changed) {
      const event = {
        position,
        eventId,
        streamId,
        version: version + 1,
        recordedAt: timeOf(position),
        commandId,
      };
      this.#events = [...this.#events, event];
    }
    const last = this.#events.findLast((event) => event.streamId === streamId);
    if (last === undefined) throw new Error('a command that changes nothing wants a stream');
    const row = { commandId, fingerprint, position: last.position, changed };
    this.#commands.set(commandId, row);
    for (const name of call.reserves) this.#holders.set(JSON.stringify(name), { ...name, holder: streamId });
    for (const name of call.releases)
      if (this.#holders.get(JSON.stringify(name))?.holder === streamId)
        this.#holders.delete(JSON.stringify(name));
    return this.#told(row);
  }

  /** What writing it would tell. */
  #rehearsed({ streamId, eventId }: Call, version: number): Told {
    const last = this.#events.findLast((event) => event.streamId === streamId);
    if (eventId === null && last !== undefined) {
      const { position, recordedAt } = last;
      return { streamId, position, version, recordedAt, eventId };
    }
    const position = this.#events.length + 1;
    return { streamId, position, version: version + 1, recordedAt: timeOf(position), eventId };
  }

  #told({ position, changed }: FinalLog['commands'][number]): Told {
    const event = this.#events[position - 1];
    if (event === undefined) throw new Error(`no position ${String(position)}`);
    const { streamId, version, recordedAt, eventId } = event;
    return { streamId, position, version, recordedAt, eventId: changed ? eventId : null };
  }

  #isMet(requirement: Requirement): boolean {
    switch (requirement.kind) {
      case 'streamExists':
        return this.versionOf(requirement.streamId) > 0;
      case 'streamAt':
        return this.versionOf(requirement.streamId) === requirement.version;
      case 'free': {
        const { scope, key } = requirement;
        return !this.#holders.has(JSON.stringify({ scope, key }));
      }
    }
  }
}

const timeOf = (position: number): string => `2026-01-01T00:00:00.${String(position).padStart(6, '0')}Z`;
