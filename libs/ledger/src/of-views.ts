import type { View } from '@dealtrail/event-sourcing/view';
import { reference } from '@dealtrail/event-sourcing/view';

type Named = { readonly name: string; readonly version: number };

/** Rows that name a view, each with the view itself; those of versions that this process does not know are left out. */
export const ofViews = <Row extends Named>(
  rows: readonly Row[],
  views: readonly View<unknown>[],
): readonly (Omit<Row, keyof Named> & { readonly view: View<unknown> })[] => {
  const known = new Map(views.map((view) => [reference(view), view]));
  return rows.flatMap(({ name, version, ...row }) => {
    const view = known.get(reference({ name, version }));
    return view === undefined ? [] : [{ ...row, view }];
  });
};
