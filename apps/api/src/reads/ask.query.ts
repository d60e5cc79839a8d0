import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Reader } from '@dealtrail/views/reader';
import { viewOf } from '@dealtrail/views/registry';
import type { AnswerName } from '@dealtrail/views/registry';
import { Telemetry } from '../operations/telemetry.ts';
import { Book } from '../book.ts';
import { basisOf } from './basis.ts';
import type { Basis, BasisQuery } from './basis.ts';
import { whenCaughtUp } from './caught-up.ts';

export type Answer<Said> = { readonly answer: Said; readonly basis: Basis };

/** Any question to any view: which view it is answered from, on what basis, and how. */
export class AskView<Said extends object = object> extends Query<Answer<Said>> {
  constructor(
    readonly ledgerId: string,
    readonly view: AnswerName,
    readonly basis: BasisQuery,
    readonly question: (reader: Reader) => Promise<Said>,
  ) {
    super();
  }
}

/** The one handler behind the QueryBus: a new view needs no other. */
@QueryHandler(AskView)
export class AskHandler implements IQueryHandler<AskView> {
  constructor(
    private readonly book: Book,
    private readonly telemetry: Telemetry,
  ) {}

  async execute({ ledgerId, view, basis: query, question }: AskView): Promise<Answer<object>> {
    return await this.telemetry.tracing.inSpan(
      'view read',
      () => ({ ledger: ledgerId, view: viewOf(view) }),
      async (note) => {
        const basis = await basisOf(this.book, ledgerId, viewOf(view), query);
        const found = await whenCaughtUp(this.book, ledgerId, basis, query, question);
        note({ position: found.basis.position });
        return found;
      },
    );
  }
}
