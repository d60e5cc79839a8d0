import { describe, expect, test } from '@jest/globals';
import { pointersOf, resolve } from './pointers.ts';
import { askOf, eventId } from './specify-slice.ts';

const target = { eventId: eventId(7) };

describe('the events a command points at', () => {
  test('are told by event id', () => {
    expect(pointersOf(askOf('CiteRecord', { targetEventId: eventId(1) }))).toEqual([
      { field: 'targetEventId', pointer: '/targetEventId', by: { eventId: eventId(1) } },
    ]);
  });
  test('or by the id of the command that made them', () => {
    expect(pointersOf(askOf('CiteRecord', { targetCommandId: 'line-3' }))).toEqual([
      { field: 'targetEventId', pointer: '/targetCommandId', by: { commandId: 'line-3' } },
    ]);
  });
  test.each([
    ['claimCommandId', 'claimEventId'],
    ['attributedToCommandId', 'attributedTo'],
  ])('%s stands for %s', (alternative, field) => {
    expect(pointersOf(askOf('AdoptTerm', { [alternative]: 'line-3' }))).toEqual([
      { field, pointer: `/${alternative}`, by: { commandId: 'line-3' } },
    ]);
  });
  test('are none for most commands', () => {
    expect(pointersOf(askOf('SignDeal', { dealId: 'deal_a' }))).toEqual([]);
  });
});

describe('resolving a command', () => {
  test('puts the event id where the command id was', () => {
    expect(
      resolve(askOf('CiteRecord', { targetCommandId: 'line-3' }), { targetEventId: target }).data,
    ).toEqual({
      targetEventId: target.eventId,
    });
  });
  test('leaves an event id and every other field alone', () => {
    const command = askOf('AdoptTerm', { claimEventId: eventId(1), path: 'deal.term', rationale: 'why' });
    expect(resolve(command, { claimEventId: { eventId: eventId(1) } })).toEqual(command);
  });
  test('resolved once is resolved', () => {
    const once = resolve(askOf('CiteRecord', { targetCommandId: 'line-3' }), { targetEventId: target });
    expect(resolve(once, { targetEventId: target })).toEqual(once);
  });
});
