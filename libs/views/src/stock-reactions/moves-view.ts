import type { View } from '@dealtrail/event-sourcing/view';
import { streamView } from '../stream-view.ts';
import { movesAfter, noMoves } from './moves.state.ts';
import type { MovesState } from './moves.state.ts';

/** Share-price moves by the stream they were recorded against. */
export const stockReactions: View<MovesState> = streamView<MovesState>({
  name: 'stock-reactions',
  version: 1,
  table: 'stock_reactions_v1',
  of: ['deal', 'financing', 'party'],
  start: () => noMoves,
  step: movesAfter,
});
